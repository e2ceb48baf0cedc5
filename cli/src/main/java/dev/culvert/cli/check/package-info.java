/** What checks found, as {@code doctor} tells it: {@link dev.culvert.cli.check.CheckReport}. */
package dev.culvert.cli.check;
