/**
 * Publications: {@link dev.culvert.postgres.publication.PublicationSpec} is what a pipeline wants,
 * {@link dev.culvert.postgres.publication.Publication} what the server has, and
 * {@link dev.culvert.postgres.publication.PublicationDiff} the statements in between, shown before they are run (I10).
 */
package dev.culvert.postgres.publication;
