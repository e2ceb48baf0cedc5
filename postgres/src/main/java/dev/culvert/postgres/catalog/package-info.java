/**
 * What the catalog says of tables: {@link dev.culvert.postgres.catalog.Catalog} reads
 * {@link dev.culvert.postgres.catalog.Relation}s, their {@link dev.culvert.postgres.catalog.CatalogColumn}s and
 * {@link dev.culvert.postgres.catalog.TableIdentity}, and types by oid. It reads no table and takes no lock on one.
 *
 * <p>Enforced here: I3, by every type being told by its oid and none being guessed by its name.
 */
package dev.culvert.postgres.catalog;
