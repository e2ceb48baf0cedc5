/**
 * The capture engine of Culvert's own: {@link dev.culvert.connector.nativeengine.NativeEngine} reads the stream, and
 * {@link dev.culvert.connector.nativeengine.MessageDecoder}, bytes in and callbacks out, tells a handler what it says. There is one
 * thread, no queue and no object per row: what lies between the server and the handler is one message.
 *
 * <p>Enforced here: I1, only {@code confirm} confirms; I2, a transaction begins and ends as the protocol says, or the stream ends;
 * I3 and I4, each column of each row is a value, null, unchanged or absent, as the server sent it, and nothing is passed over.
 */
package dev.culvert.connector.nativeengine;
