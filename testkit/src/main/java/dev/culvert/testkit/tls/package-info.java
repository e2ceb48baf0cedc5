/**
 * Certificates for servers and clients of tests, in every form that one of them wants.
 *
 * <p>Core type: {@link dev.culvert.testkit.tls.TestCertificates}.
 */
package dev.culvert.testkit.tls;
