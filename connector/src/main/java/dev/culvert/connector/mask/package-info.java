/**
 * Masks: what a definition does not let be seen is replaced between the capture and everything else.
 * {@link dev.culvert.connector.mask.Masks} stands before the handler of the stream and before that of the snapshot, so that no
 * encoder, dead letter, checksum or log ever has the value itself.
 *
 * <p>Enforced here: I12 for row values that are masked; I4, since what is unchanged, null or absent stays so.
 */
package dev.culvert.connector.mask;
