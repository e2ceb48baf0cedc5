/**
 * What goes on beside the stream: {@link dev.culvert.runtime.watch.Watch} looks at the server once a second, emits heartbeats, and
 * compares the publication and its tables with what the position is valid for.
 *
 * <p>Enforced here: I6, between two starts.
 */
package dev.culvert.runtime.watch;
