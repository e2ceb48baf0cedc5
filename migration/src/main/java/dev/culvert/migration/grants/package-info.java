/**
 * The least that Culvert's roles need where they are no superusers: one script for each side, fitting its version; and what no grant
 * allows.
 */
package dev.culvert.migration.grants;
