/**
 * Whether both servers have the same rows: checksums of chunks, computed by the servers; a chunk that differs is read again after
 * the stream has passed a token, so that what is only under way is no difference. Differences are told by table and key, and no
 * other value ever leaves a server (I12).
 *
 * <p>Core types: {@link dev.culvert.migration.verify.Verifier} and its {@link dev.culvert.migration.verify.VerifyReport}. Sums
 * alone prove nothing, since whole transactions can be missing and every balance still agree; what is summed here are 128 bits of
 * a hash of each whole row.
 */
package dev.culvert.migration.verify;
