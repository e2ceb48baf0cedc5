/** Migrations on real servers, for the tests of this module. */
package dev.culvert.migration.harness;
