/**
 * An identity provider as far as Kafka's OAUTHBEARER needs one.
 *
 * <p>Core type: {@link dev.culvert.testkit.oauth.TokenServer}.
 */
package dev.culvert.testkit.oauth;
