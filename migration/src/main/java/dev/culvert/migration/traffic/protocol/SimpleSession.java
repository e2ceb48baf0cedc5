package dev.culvert.migration.traffic.protocol;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session that runs simple queries. Whatever takes longer than its limit ends the session, since nobody knows then what the
 * server will still do. For one thread at a time, except {@link #close}.
 */
public final class SimpleSession implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Wire wire;
    private final String place;
    private volatile boolean broken;

    private SimpleSession(Wire wire, String place) {
        this.wire = wire;
        this.place = place;
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "culvert-traffic-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /**
     * @throws SocketTimeoutException after {@code limit}
     * @throws ServerError if the login was refused
     */
    public static SimpleSession open(Endpoint endpoint, Duration limit) throws IOException {
        SimpleSession session = new SimpleSession(Wire.open(endpoint, limit), endpoint.toString());
        try {
            session.within(limit, () -> {
                new Login(session.wire, endpoint).run();
                return true;
            });
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Runs one statement.
     *
     * @param limit counts until the whole answer is there
     * @return the rows by column, as text; a null is an empty text
     * @throws SocketTimeoutException after {@code limit}; the session is closed then
     * @throws ServerError if the statement was refused; the session goes on
     */
    public List<Map<String, String>> query(String sql, Duration limit) throws IOException {
        return within(limit, () -> {
            wire.send('Q', Wire.strings(sql));
            return answer();
        });
    }

    private List<Map<String, String>> answer() throws IOException {
        List<String> columns = List.of();
        List<Map<String, String>> rows = new ArrayList<>();
        ServerError refused = null;
        while (true) {
            Wire.Message message = wire.receive();
            switch (message.type()) {
                case 'T' -> columns = columns(message.body());
                case 'D' -> rows.add(row(columns, message.body()));
                case 'E' -> refused = ServerError.of(message.body());
                case 'Z' -> {
                    if (refused != null) {
                        throw refused;
                    }
                    return rows;
                }
                default -> {
                    // completion, notices, settings
                }
            }
        }
    }

    private static List<String> columns(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        List<String> names = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            int start = buffer.position();
            while (buffer.get() != 0) {
                // up to the end of the name
            }
            names.add(new String(body, start, buffer.position() - 1 - start, StandardCharsets.UTF_8));
            // table, column, type, size, modifier, format
            buffer.position(buffer.position() + 18);
        }
        return names;
    }

    private static Map<String, String> row(List<String> columns, byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        Map<String, String> row = new LinkedHashMap<>();
        int count = buffer.getShort();
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt();
            byte[] value = new byte[Math.max(0, length)];
            buffer.get(value);
            row.put(columns.get(i), new String(value, StandardCharsets.UTF_8));
        }
        return row;
    }

    private <T> T within(Duration limit, Callable<T> work) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> end = CLOCK.schedule(
                () -> {
                    late.set(true);
                    close();
                },
                Math.max(1, limit.toNanos()),
                TimeUnit.NANOSECONDS);
        try {
            return work.call();
        } catch (ServerError e) {
            throw e;
        } catch (IOException e) {
            close();
            if (late.get()) {
                SocketTimeoutException timeout =
                        new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
                timeout.initCause(e);
                throw timeout;
            }
            throw e;
        } catch (RuntimeException e) {
            close();
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            end.cancel(false);
        }
    }

    /** Whether it is not known to be closed. */
    public boolean isOpen() {
        return !broken;
    }

    @Override
    public void close() {
        broken = true;
        try {
            wire.close();
        } catch (IOException e) {
            // the server ends the session when the socket is gone
        }
    }

    /** The address, for people. */
    @Override
    public String toString() {
        return place;
    }
}
