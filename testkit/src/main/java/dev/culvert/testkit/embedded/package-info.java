/**
 * Where the servers' files come from: the archives that the build puts under {@code testkit/target/embedded}, and the
 * cache that they are unpacked into once, for all JVMs of the machine.
 */
package dev.culvert.testkit.embedded;
