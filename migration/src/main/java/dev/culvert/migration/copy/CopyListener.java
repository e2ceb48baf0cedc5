package dev.culvert.migration.copy;

import dev.culvert.schemas.change.TableId;

/** Is told of a copy by its workers; safe for several threads. */
public interface CopyListener {

    /** So many more rows and bytes of them, in their form on the wire, went by. They may have to go by again. */
    void moved(long rows, long bytes);

    /**
     * Every row of a table is there: what is made after the rows is made now, before the worker takes another part. Can be
     * repeated.
     */
    void copied(TableId table);
}
