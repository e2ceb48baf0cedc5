package dev.culvert.testkit.cutover;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.TestkitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Clients of every kind, all the while: ten writers and a long reader, through a pooler or directly. They end with
 * {@link #close}.
 */
public final class CutoverLoad implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Attempts attempts;
    private final Supplier<String> url;
    private final List<Client> clients = new ArrayList<>();
    private final Reader reader;

    private CutoverLoad(Supplier<String> url, Duration pause, Attempts attempts) {
        this.attempts = attempts;
        this.url = url;
        this.reader = new Reader(url, attempts);
        add("transfer-1", "transfer", Works.transfer(1), true, pause);
        add("transfer-2", "transfer", Works.transfer(2), true, pause);
        add("append", "ledger", Works.append("append"), true, pause);
        add("sequence", "numbered", Works.insertNumbered(attempts, "numbered"), true, pause);
        add("identity", "identified", Works.insertNumbered(attempts, "identified"), true, pause);
        add("number-first", "later", Works.numberFirst(attempts), true, pause);
        add("lock-nothing", "ledger", Works.lockNothing("lock-nothing"), true, pause);
        add("slow", "ledger", Works.slowly("slow"), true, pause);
        add("churn", "largest_log", Works.churn(3), true, pause);
        add("newcomer", "ledger", Works.append("newcomer"), false, pause);
    }

    private void add(String name, String table, Work work, boolean stays, Duration pause) {
        clients.add(new Client(name, table, work, stays, url, attempts, pause));
    }

    /**
     * Starts them; {@link CutoverTables#create} was run before.
     *
     * @param jdbcUrl where they connect to, with a user and, through a pooler, {@code prepareThreshold=0}; with a
     *     {@code socketTimeout}, so that none hangs for ever
     * @param pause of each client between two transactions
     */
    public static CutoverLoad start(String jdbcUrl, Duration pause) {
        return start(() -> jdbcUrl, pause, new Attempts());
    }

    /**
     * As above.
     *
     * @param jdbcUrl asked at each connect
     * @param attempts of a load before this one, which are gone on with
     */
    public static CutoverLoad start(Supplier<String> jdbcUrl, Duration pause, Attempts attempts) {
        CutoverLoad load = new CutoverLoad(jdbcUrl, pause, attempts);
        load.clients.forEach(Client::start);
        load.reader.start();
        return load;
    }

    public Attempts attempts() {
        return attempts;
    }

    /** How often a sum was read. */
    public long reads() {
        return reader.reads();
    }

    /** One more transaction, which has written now and is committed later. */
    public HeldWrite hold() {
        return hold(url.get());
    }

    /** As above, of somebody who connects to {@code jdbcUrl}. */
    public HeldWrite hold(String jdbcUrl) {
        return HeldWrite.begin(jdbcUrl, attempts);
    }

    /** One more transaction, which has written now, is prepared, and is committed later. */
    public PreparedWrite prepare() {
        return PreparedWrite.begin(url.get(), attempts);
    }

    /** Waits until every client has had a transaction acknowledged that it began from now on. */
    public void awaitEveryClient() {
        long from = System.nanoTime();
        Deadline.after(LIMIT).require(() -> silent(from).isEmpty(), () -> "an acknowledged write of " + silent(from));
    }

    /** The clients without an acknowledged transaction that began at or after an instant of {@link System#nanoTime}. */
    public Set<String> silent(long from) {
        Set<String> names = new HashSet<>();
        clients.forEach(client -> names.add(client.name()));
        attempts.all().stream()
                .filter(each -> each.outcome() == Outcome.OK && each.began() - from >= 0)
                .forEach(each -> names.remove(each.client()));
        return names;
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends every client after its transaction; from then on the attempts are complete. */
    public void stop() {
        clients.forEach(Client::requestStop);
        reader.requestStop();
        try {
            for (Client client : clients) {
                client.join();
            }
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while clients end", e);
        }
    }
}
