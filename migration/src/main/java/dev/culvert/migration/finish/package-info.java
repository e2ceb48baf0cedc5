/** The end of a migration: {@link dev.culvert.migration.finish.Finisher}. */
package dev.culvert.migration.finish;
