package dev.culvert.cli.embedded.upgrade;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that buys again and again over one connection, which it makes anew only when it was lost. */
final class Customer {
    private static final Logger LOG = LoggerFactory.getLogger(Customer.class);
    private static final long PAUSE_NANOS = Duration.ofMillis(15).toNanos();
    private static final List<String> SKUS = List.of("brick", "grate", "pipe", "sand");
    /** Classes of SQLSTATE of a COMMIT that the server has definitely refused. */
    private static final Set<String> DEFINITE = Set.of("23", "25", "40", "42", "55");

    private final String name;
    private final Supplier<String> url;
    private final Sales sales;
    private final Random choice;
    private final Thread thread;
    private volatile boolean stopping;
    private Connection connection;
    private long bought;

    /**
     * @param name begins the tag of each of its purchases
     * @param url asked at each connect
     */
    Customer(String name, Supplier<String> url, Sales sales) {
        this.name = name;
        this.url = url;
        this.sales = sales;
        this.choice = new Random(name.hashCode());
        this.thread = new Thread(this::live, "culvert-customer-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void requestStop() {
        stopping = true;
    }

    void join() throws InterruptedException {
        thread.join();
    }

    private void live() {
        while (!stopping) {
            if (connected()) {
                buy(name + "-" + ++bought);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        leave();
    }

    private boolean connected() {
        if (connection != null) {
            return true;
        }
        try {
            connection = DriverManager.getConnection(url.get());
            connection.setAutoCommit(false);
            return true;
        } catch (SQLException e) {
            LOG.debug("not let in", e);
            sales.closedDoor();
            connection = null;
            return false;
        }
    }

    private void buy(String tag) {
        long began = System.nanoTime();
        try {
            write(tag);
        } catch (SQLException e) {
            LOG.debug("refused", e);
            sales.refused(tag);
            leave();
            return;
        }
        try {
            connection.commit();
            sales.acknowledged(tag, System.nanoTime() - began);
        } catch (SQLException e) {
            LOG.debug("not answered", e);
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            if (state.length() == 5 && DEFINITE.contains(state.substring(0, 2))) {
                sales.refused(tag);
            } else {
                sales.unanswered(tag);
            }
            leave();
        }
    }

    private void write(String tag) throws SQLException {
        String sku = SKUS.get(choice.nextInt(SKUS.size()));
        try (PreparedStatement order =
                        connection.prepareStatement("INSERT INTO orders (sku, quantity, tag) VALUES (?, ?, ?)");
                PreparedStatement stock =
                        connection.prepareStatement("UPDATE products SET stock = stock - 1 WHERE sku = ?")) {
            order.setString(1, sku);
            order.setInt(2, 1 + choice.nextInt(5));
            order.setString(3, tag);
            order.executeUpdate();
            stock.setString(1, sku);
            stock.executeUpdate();
        }
    }

    private void leave() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("a connection that is lost is left", e);
        }
        connection = null;
    }
}
