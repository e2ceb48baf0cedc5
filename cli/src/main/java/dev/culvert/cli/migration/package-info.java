/**
 * {@code culvert migrate}, and what {@code doctor}, {@code plan} and {@code status} say of a migration. What they do lies in the
 * module {@code migration}; here it is put into words.
 */
package dev.culvert.cli.migration;
