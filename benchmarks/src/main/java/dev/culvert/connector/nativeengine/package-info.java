/** JMH's view of the native engine, in its own package: the decoder is nobody else's to see. */
package dev.culvert.connector.nativeengine;
