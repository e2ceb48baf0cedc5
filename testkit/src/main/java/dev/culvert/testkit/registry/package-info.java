/**
 * Apicurio as a schema registry that speaks Confluent's REST interface, as a real process that keeps everything in
 * memory.
 *
 * <p>Core type: {@link dev.culvert.testkit.registry.RegistryServer}.
 */
package dev.culvert.testkit.registry;
