package dev.culvert.cli.embedded;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small shop in an embedded database, in which a thread of its own buys something all the time. */
final class Shop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shop.class);
    private static final String ROLE = "culvert";
    private static final long PAUSE_MILLIS = 700;

    private final PostgresDatabase database;
    private final ScheduledExecutorService customers = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "culvert-shop");
        thread.setDaemon(true);
        return thread;
    });

    private Shop(PostgresDatabase database) {
        this.database = database;
    }

    /** Makes the shop and opens it. */
    static Shop open(PostgresServer server) {
        server.maintenance()
                .execute("CREATE ROLE " + ROLE + " LOGIN REPLICATION", "CREATE DATABASE shop OWNER " + ROLE);
        PostgresDatabase database = server.database("shop");
        database.as(ROLE).execute(script());
        Shop shop = new Shop(database);
        shop.customers.scheduleWithFixedDelay(shop::trade, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return shop;
    }

    /** Where it is, for Culvert's own role, which is no superuser. */
    String url() {
        return database.as(ROLE).url();
    }

    private void trade() {
        try (Connection connection = database.as(ROLE).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CALL trade()");
        } catch (SQLException | RuntimeException e) { // a throw would end the schedule; the next customer comes anyway
            LOG.debug("a customer left", e);
        }
    }

    private static String script() {
        try (InputStream in = Shop.class.getResourceAsStream("/dev/culvert/cli/embedded/shop.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        customers.shutdownNow();
    }
}
