package dev.culvert.connector.replication;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.copy.CopyDual;
import org.postgresql.util.PSQLException;

/**
 * The stream of one slot. One thread reads; {@link #confirm}, {@link #sendStatus}, {@link #received} and {@link #silence} may be
 * called from any. The driver's own stream is not used: it cannot ask whether the server is still there, and by default it
 * confirms, on a keepalive, what was never written.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-replication.html">Streaming Replication Protocol</a>
 */
public final class WalStream {
    /** Seconds from 1970 to PostgreSQL's epoch, 2000-01-01. */
    private static final long EPOCH_SECONDS = 946_684_800;

    /** A reader that was away for so long did not listen: the server's silence meanwhile says nothing. */
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] NOTHING = {};
    private static final long REASON_MILLIS = 1_000;
    /** How long the rest of a message may be away. */
    private static final Duration STALLED = Duration.ofSeconds(20);

    private final CopyDual copy;
    private final Connection connection;
    private final ReplicationErrors errors;
    private final AtomicLong received;
    private final AtomicReference<Lsn> durable = new AtomicReference<>(Lsn.ZERO);
    private final CompletableFuture<CulvertException> end = new CompletableFuture<>();
    private volatile long heardAt = System.nanoTime();
    private volatile long listenedAt = System.nanoTime();
    /** Whether somebody is inside {@link #read}. */
    private final AtomicBoolean reading = new AtomicBoolean();

    /** Takes the messages of the output plugin. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * @param lsn where the message is from; for a commit, the end of its record
         * @param payload the plugin's message, which the receiver may change
         */
        void message(Lsn lsn, ByteBuffer payload) throws SQLException, InterruptedException;
    }

    private WalStream(CopyDual copy, Connection connection, ReplicationErrors errors, Lsn start) {
        this.copy = copy;
        this.connection = connection;
        this.errors = errors;
        this.received = new AtomicLong(start.value());
    }

    /**
     * Starts streaming; {@code replication} is the stream's from now on, and ends with it.
     *
     * @param start a boundary; a slot that is ahead of it starts where it is, without a word, so that must be looked at before
     * @throws dev.culvert.schemas.error.CulvertException the server's refusal
     */
    public static WalStream start(
            Session replication, ReplicationErrors errors, String slot, String publication, Lsn start) {
        String messages = replication.version().streamsLogicalMessages() ? ", \"messages\" 'true'" : "";
        String command = "START_REPLICATION SLOT " + Identifier.quote(slot) + " LOGICAL " + start
                + " (\"proto_version\" '1', \"publication_names\" "
                + Literal.quote(Identifier.quote(publication)) + messages + ")";
        try {
            CopyDual copy = replication.driver().getCopyAPI().copyDual(command);
            // the driver waits for the rest of a message without regard to us, and holds the lock that a status needs
            replication.readTimeout(STALLED);
            return new WalStream(copy, replication.jdbc(), errors, start);
        } catch (SQLException e) {
            throw errors.translate(e);
        }
    }

    /**
     * Reads what is there, waiting for a millisecond at most.
     *
     * @return whether there was anything; a keepalive counts
     * @throws SQLException what the receiver threw
     * @throws dev.culvert.schemas.error.CulvertException if the stream broke
     */
    public boolean poll(Receiver receiver) throws SQLException, InterruptedException {
        long now = System.nanoTime();
        if (now - listenedAt > AWAY_NANOS) {
            heardAt = now;
        }
        listenedAt = now;
        byte[] message = read();
        if (message.length == 0) {
            return false;
        }
        heardAt = now;
        ByteBuffer buffer = ByteBuffer.wrap(message);
        switch (buffer.get()) {
            case 'w' -> {
                long start = buffer.getLong();
                advance(start);
                advance(buffer.getLong());
                buffer.getLong(); // the server's clock
                receiver.message(new Lsn(start), buffer.slice());
            }
            case 'k' -> {
                advance(buffer.getLong());
                buffer.getLong(); // the server's clock
                if (buffer.get() != 0) {
                    sendStatus(false);
                }
            }
            default -> throw errors.unknownMessage((char) message[0]);
        }
        return true;
    }

    private byte[] read() {
        // nobody needs to know at once, and it is written for each message
        reading.lazySet(true);
        try {
            byte[] message = copy.readFromCopy(false);
            SQLWarning warning = connection.getWarnings();
            if (warning != null) {
                lookAt(warning);
            }
            if (message == null && !copy.isActive()) {
                throw new SQLException("the server ended the stream", "08006");
            }
            return message == null ? NOTHING : message;
        } catch (SQLException e) {
            throw ended(e);
        } finally {
            reading.lazySet(false);
        }
    }

    /** Whether a reader has waited so long for one message. */
    boolean isWaitingFor(long millis) {
        return reading.get() && System.nanoTime() - listenedAt > TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /**
     * Why the stream is over. Reading and writing both take what the server sends, so either may be told the reason, and the other
     * then only hears from the driver that the copy is not active any more: that is waited out for the reason.
     */
    private CulvertException ended(SQLException error) {
        boolean aftermath = SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE.equals(error.getSQLState())
                && !(error instanceof PSQLException server && server.getServerErrorMessage() != null);
        if (!aftermath) {
            end.complete(errors.translate(error));
        }
        try {
            return end.get(REASON_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // nobody was told
        }
        return errors.translate(new SQLException("the server ended the stream", "08006", error));
    }

    /**
     * From 18 on a publication that is not there is only a warning, before changes that are then left out. Told by its SQLSTATE: the
     * text is in the server's language.
     */
    private void lookAt(SQLWarning warning) throws SQLException {
        for (SQLWarning each = warning; each != null; each = each.getNextWarning()) {
            if (SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE.equals(each.getSQLState())) {
                throw errors.publicationMissing();
            }
        }
        connection.clearWarnings();
    }

    /** By the one thread that reads. */
    private void advance(long lsn) {
        if (Long.compareUnsigned(lsn, received.getPlain()) > 0) {
            received.lazySet(lsn);
        }
    }

    /** The newest WAL that the server has told of. */
    public Lsn received() {
        return new Lsn(received.get());
    }

    /** What later statuses confirm (I1); never goes back. */
    public void confirm(Lsn lsn) {
        durable.accumulateAndGet(lsn, Lsn::max);
    }

    /**
     * Tells the server what is confirmed, and that we are there.
     *
     * @param reply whether the server shall answer
     * @throws dev.culvert.schemas.error.CulvertException if the connection broke
     */
    public void sendStatus(boolean reply) {
        Lsn confirmed = durable.get();
        ByteBuffer status = ByteBuffer.allocate(34)
                .put((byte) 'r')
                .putLong(Lsn.max(received(), confirmed).value())
                .putLong(confirmed.value())
                .putLong(confirmed.value())
                .putLong(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis() - EPOCH_SECONDS * 1000))
                .put((byte) (reply ? 1 : 0));
        try {
            copy.writeToCopy(status.array(), 0, status.capacity());
            copy.flushCopy();
        } catch (SQLException e) {
            throw ended(e);
        }
    }

    /** From now on the server's silence counts anew. */
    void listenAnew() {
        heardAt = System.nanoTime();
    }

    /** How long the server has said nothing while somebody listened; zero while nobody does. */
    public Duration silence() {
        long now = System.nanoTime();
        return now - listenedAt > AWAY_NANOS ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - heardAt));
    }
}
