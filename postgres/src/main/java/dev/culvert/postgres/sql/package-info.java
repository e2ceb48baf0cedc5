/**
 * Quoting: {@link dev.culvert.postgres.sql.Identifier}, {@link dev.culvert.postgres.sql.QualifiedName} and
 * {@link dev.culvert.postgres.sql.Literal} are the only ways in which a name or value gets into the text of a statement.
 * Everything that PostgreSQL takes as a parameter is bound instead.
 */
package dev.culvert.postgres.sql;
