package dev.culvert.sink.flink.merge;

import dev.culvert.sink.flink.record.Announcement;

/** What comes out of {@link TransactionMerge}, in its order. */
public interface Order {

    /**
     * A change.
     *
     * @param whole whether everything up to it is whole: it is a row of a snapshot, or the last of the truncates that begin one; others are
     *     a part of the transaction that {@link #committed} ends
     */
    void change(Arrival arrival, boolean whole);

    /** The transaction is whole. @param offset of its announcement */
    void committed(Announcement transaction, long offset);
}
