package dev.culvert.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client's connection and the one made for it to the server. */
final class ProxiedConnection {
    private final Socket client;
    private final Socket server;
    private final Pump toServer;
    private final Pump toClient;
    private final Consumer<ProxiedConnection> onClosed;
    private final AtomicInteger directions = new AtomicInteger(Direction.values().length);
    private boolean closed;

    ProxiedConnection(String name, Socket client, Socket server, Faults faults, Consumer<ProxiedConnection> onClosed) {
        this.client = client;
        this.server = server;
        this.onClosed = onClosed;
        this.toServer = new Pump(name, Direction.TO_SERVER, client, server, faults, this::ended, this::close);
        this.toClient = new Pump(name, Direction.TO_CLIENT, server, client, faults, this::ended, this::close);
    }

    void start() {
        toServer.start();
        toClient.start();
    }

    /** Ends both sides in order: what was written before still arrives. */
    void close() {
        end(false);
    }

    /** Ends both sides with RST. */
    void reset() {
        end(true);
    }

    private void ended() {
        if (directions.decrementAndGet() == 0) {
            close();
        }
    }

    private synchronized void end(boolean abruptly) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (abruptly) {
                // RFC 1122 4.2.2.13: closing with linger 0 sends RST instead of FIN
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
            }
            client.close();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a proxied connection", e);
        } finally {
            toServer.interrupt();
            toClient.interrupt();
            onClosed.accept(this);
        }
    }
}
