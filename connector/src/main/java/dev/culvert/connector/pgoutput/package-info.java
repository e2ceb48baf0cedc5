/**
 * The messages of the output plugin pgoutput, protocol version 1, and the shapes of the captured relations in the stream, for
 * every engine. {@link dev.culvert.connector.pgoutput.MessageBytes} reads bytes and believes none of them;
 * {@link dev.culvert.connector.pgoutput.CapturedRelations} follows each captured table through its RELATION messages.
 *
 * <p>Enforced here: I3, a message that is not what the protocol says is a named error, with its place.
 */
package dev.culvert.connector.pgoutput;
