/** How far a copy is, on stderr: {@link dev.culvert.cli.progress.StartProgressText}. */
package dev.culvert.cli.progress;
