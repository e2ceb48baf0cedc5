/**
 * A TCP proxy that misbehaves on demand: what stands between a client and a server in tests of broken networks.
 *
 * <p>Core type: {@link dev.culvert.testkit.proxy.TcpProxy}.
 */
package dev.culvert.testkit.proxy;
