package dev.culvert.benchmarks.workload;

/**
 * A workload of several writers at once, each of whose transactions inserts, then updates rows of its previous
 * transaction, then deletes rows of the one before. All of it is arithmetic: from an operation, a key and a change
 * number one can tell which change of the workload it is.
 *
 * <p>Changes are numbered from 0 by writer, transaction and place in the transaction. Inserts and updates carry their
 * number in the column {@code change}; a delete is known by its key, since a row is deleted once.
 *
 * @param writers sessions that write at the same time, with disjoint keys
 * @param transactions of each writer
 * @param inserts of each transaction
 * @param updates of each transaction, at most {@code inserts}
 * @param deletes of each transaction, at most {@code inserts}
 */
public record Backlog(int writers, int transactions, int inserts, int updates, int deletes) {
    /** Rows of so many transactions are there beforehand, so that the first ones find what they change. */
    static final int PRELOADED_TRANSACTIONS = 2;

    public static final long NO_SUCH_CHANGE = -1;

    public Backlog {
        if (writers < 1 || transactions < 1 || inserts < 1 || updates > inserts || deletes > inserts) {
            throw new IllegalArgumentException("not a workload: " + writers + " writers, " + transactions
                    + " transactions of " + inserts + " inserts, " + updates + " updates, " + deletes + " deletes");
        }
    }

    /**
     * Half inserts, a tenth deletes, updates the rest; by two writers, or one where one transaction holds everything. Rounded
     * up to whole transactions.
     */
    public static Backlog ofChanges(int changes, int transactionSize) {
        int writers = changes > transactionSize ? 2 : 1;
        int inserts = (transactionSize + 1) / 2;
        int deletes = transactionSize / 10;
        int perWriter = (changes + writers * transactionSize - 1) / (writers * transactionSize);
        return new Backlog(writers, perWriter, inserts, transactionSize - inserts - deletes, deletes);
    }

    public int transactionSize() {
        return inserts + updates + deletes;
    }

    public int changes() {
        return writers * transactions * transactionSize();
    }

    /** Rows that were ever there, the preloaded ones included; keys are 0 to this, exclusive. */
    public int keys() {
        return writers * keysPerWriter();
    }

    int keysPerWriter() {
        return (transactions + PRELOADED_TRANSACTIONS) * inserts;
    }

    int changesPerWriter() {
        return transactions * transactionSize();
    }

    /** The number of the change that inserted row {@code id} with {@code change}, or {@link #NO_SUCH_CHANGE}. */
    public long insertOf(long id, long change) {
        return numbered(id, change, 0, inserts, 0);
    }

    /** The number of the change that updated row {@code id} to {@code change}, or {@link #NO_SUCH_CHANGE}. */
    public long updateOf(long id, long change) {
        return numbered(id, change, inserts, updates, 1);
    }

    /** The number of the change that deleted row {@code id}, or {@link #NO_SUCH_CHANGE}. */
    public long deleteOf(long id) {
        if (id < 0 || id >= keys()) {
            return NO_SUCH_CHANGE;
        }
        long writer = id / keysPerWriter();
        long index = id % keysPerWriter();
        // preloaded rows are those of transactions -2 and -1
        long transaction = index / inserts;
        long place = index % inserts - (inserts - deletes);
        if (place < 0 || transaction >= transactions) {
            return NO_SUCH_CHANGE;
        }
        return writer * changesPerWriter() + transaction * transactionSize() + inserts + updates + place;
    }

    private long numbered(long id, long change, int from, int count, int transactionsBack) {
        if (change < 0 || change >= changes()) {
            return NO_SUCH_CHANGE;
        }
        long writer = change / changesPerWriter();
        long inWriter = change % changesPerWriter();
        long transaction = inWriter / transactionSize();
        long place = inWriter % transactionSize() - from;
        long expected =
                writer * keysPerWriter() + (transaction + PRELOADED_TRANSACTIONS - transactionsBack) * inserts + place;
        return place >= 0 && place < count && id == expected ? change : NO_SUCH_CHANGE;
    }
}
