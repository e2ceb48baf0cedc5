/**
 * Whether two databases are defined alike: {@link dev.culvert.migration.comparison.CatalogComparison} reads both catalogs and tells
 * every object that is on one side only or is not the same. What is Culvert's own, and what belongs to an extension, is left out;
 * so is what must differ between major versions.
 */
package dev.culvert.migration.comparison;
