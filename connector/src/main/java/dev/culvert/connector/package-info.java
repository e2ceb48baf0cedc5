/** The source side: the snapshot and the capture engines, which deliver changes as the contracts of {@code schemas} say. */
package dev.culvert.connector;
