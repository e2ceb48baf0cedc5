/**
 * What a role may do and what Culvert needs of it: {@link dev.culvert.postgres.privilege.Privileges} asks PostgreSQL's own
 * {@code has_..._privilege} functions, which every role may call, and names the statement that mends what is missing.
 */
package dev.culvert.postgres.privilege;
