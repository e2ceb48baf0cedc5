/**
 * What a running pipeline tells over HTTP, if it is asked to: {@link dev.culvert.runtime.http.StatusServer} with
 * {@link dev.culvert.runtime.http.HttpOptions}. It reads only. Beyond loopback there is no HTTP without TLS and a token.
 *
 * <p>Enforced here: I12, in that answers hold what status shows, never an exception's text or a stack trace.
 */
package dev.culvert.runtime.http;
