/**
 * The schema of the new side: {@link dev.culvert.migration.schema.SchemaCopy} writes it with pg_dump under the snapshot of the
 * copy and makes it on the target, first the tables, then what belongs to a table as its rows are there, then the rest.
 *
 * <p>pg_dump's archive is turned into a script by pg_restore, and the script into {@link dev.culvert.migration.schema.SchemaEntry
 * entries}. They are executed by sessions of Culvert's, each entry in one transaction with the note that it is done, so that a
 * killed start goes on where it was; all entries of before the copy are one transaction. The definitions themselves are
 * PostgreSQL's own, but for roles and settings of the database, which pg_dump does not write.
 *
 * <p>Enforced here: I10, I12.
 */
package dev.culvert.migration.schema;
