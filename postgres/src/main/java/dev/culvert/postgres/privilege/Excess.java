package dev.culvert.postgres.privilege;

/**
 * Something that a role may do and Culvert does not need.
 *
 * @param what what it may do
 * @param revoke the statement that takes it away, with a semicolon
 */
public record Excess(String what, String revoke) {}
