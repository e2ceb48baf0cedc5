package dev.culvert.migration.schema;

import dev.culvert.schemas.change.TableId;

/** What makes the target's schema, at the steps of a start. Each can be repeated; the sessions are its own. */
public interface SchemaSteps {

    /**
     * Makes all that stands before the rows: roles, settings, and the schema as the snapshot sees it. What an earlier attempt of
     * this migration left half done is cleared first. Foreign keys, indexes and triggers come later.
     *
     * @param snapshot name of an exported snapshot of the source, which stays as long as this runs
     */
    void preData(String snapshot);

    /**
     * A table's rows are there: its indexes and constraints without foreign keys, then ANALYZE. Called by several threads, each
     * with another table.
     *
     * @param table one that holds rows itself: for a partitioned one, a leaf
     */
    void tableCopied(TableId table);

    /**
     * All tables are there, and agree with one another: the rest, foreign keys and triggers among it. A foreign key that is
     * violated may be tried again a little later, when several streams have come nearer to one another.
     */
    void afterAll();
}
