/** Takes a pipeline off its servers: {@link dev.culvert.runtime.destroy.Destroyer}. Topics are never deleted. */
package dev.culvert.runtime.destroy;
