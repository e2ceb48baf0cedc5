/**
 * COPY from one server into another, without a table in memory: {@link dev.culvert.postgres.copy.CopyPipe} moves the bytes,
 * {@link dev.culvert.postgres.copy.BinaryForm} says which types may go in their binary form.
 *
 * <p>Enforced here: I3.
 */
package dev.culvert.postgres.copy;
