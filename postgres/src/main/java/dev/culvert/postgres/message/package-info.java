/** Logical messages in the WAL: {@link dev.culvert.postgres.message.LogicalMessages} emits heartbeats. */
package dev.culvert.postgres.message;
