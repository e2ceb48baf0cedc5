package dev.culvert.testkit.proxy;

import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes connections on a port of 127.0.0.1 on to a server, and makes faults when told to: {@link #delay},
 * {@link #throttle}, {@link #cutAfter}, {@link #freeze}, {@link #reset}, {@link #refuse}. They add up until
 * {@link #pass}, which ends them all. Safe for any thread.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final InetSocketAddress target;
    private final int port = FreePort.find();
    private final Faults faults = new Faults();
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private ServerSocket listener;
    private Thread acceptor;

    private TcpProxy(InetSocketAddress target) {
        this.target = target;
    }

    /** A proxy that listens on a free port. The server need not be there yet. */
    public static TcpProxy to(String host, int port) {
        TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port));
        proxy.listen();
        return proxy;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** {@code host:port} for clients. */
    public String address() {
        return host() + ":" + port;
    }

    /** Ends every fault: what was held back is delivered, new connections are accepted. */
    public synchronized void pass() {
        faults.clear();
        if (listener.isClosed()) {
            listen();
        }
    }

    /** What comes from now on arrives so much later, in both directions. */
    public void delay(Duration delay) {
        faults.delay(delay);
    }

    /** At most so many bytes per second, per connection and direction. */
    public void throttle(long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("bytes per second must be positive: " + bytesPerSecond);
        }
        faults.throttle(bytesPerSecond);
    }

    /**
     * Lets exactly {@code bytes} more through in this direction, over all connections, and closes the connection that
     * would exceed them. Happens once; connections made afterwards pass.
     */
    public void cutAfter(Direction direction, long bytes) {
        faults.cutAfter(direction, bytes);
    }

    /** True until the cut asked for by {@link #cutAfter} has happened. */
    public boolean cutPending(Direction direction) {
        return faults.cutPending(direction);
    }

    /** Keeps and accepts connections but passes nothing: a half-open network. */
    public void freeze() {
        freeze(Direction.TO_SERVER);
        freeze(Direction.TO_CLIENT);
    }

    /** As {@link #freeze()}, in one direction. */
    public void freeze(Direction direction) {
        faults.freeze(direction);
    }

    /** Ends the present connections with RST on both sides; new ones pass. */
    public void reset() {
        open.forEach(ProxiedConnection::reset);
    }

    /** Ends the present connections in order (FIN) on both sides; new ones pass. */
    public void closeConnections() {
        open.forEach(ProxiedConnection::close);
    }

    /** New connections are refused (ECONNREFUSED); the present ones stay. */
    public synchronized void refuse() {
        closeListener();
    }

    /** Connections accepted so far. */
    public long connections() {
        return accepted.get();
    }

    public int openConnections() {
        return open.size();
    }

    /** Bytes passed so far in this direction. */
    public long bytes(Direction direction) {
        return faults.passed(direction);
    }

    @Override
    public synchronized void close() {
        closeListener();
        faults.clear();
        reset();
    }

    private void closeListener() {
        try {
            listener.close();
            // while a thread is in accept(), the kernel still takes connections
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while closing " + this, e);
        }
    }

    private synchronized void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host()), port), BACKLOG);
            listener = socket;
            acceptor = new Thread(() -> acceptAll(socket), "tcp-proxy-" + port);
            acceptor.setDaemon(true);
            acceptor.start();
        } catch (IOException e) {
            throw new TestkitException(this + " cannot listen", e);
        }
    }

    private void acceptAll(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                connect(socket.accept());
            } catch (IOException closed) {
                // the listener was closed, which ends the loop, or the client has gone already
            }
        }
    }

    /** A server that is not there looks to the client like a connection that breaks at once. */
    private void connect(Socket client) throws IOException {
        String name = "tcp-proxy-" + port + "-" + accepted.incrementAndGet();
        Socket server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target);
        } catch (IOException e) {
            client.setSoLinger(true, 0);
            client.close();
            server.close();
            throw e;
        }
        ProxiedConnection connection = new ProxiedConnection(name, client, server, faults, open::remove);
        open.add(connection);
        connection.start();
    }

    @Override
    public String toString() {
        return "proxy " + address() + " to " + target;
    }
}
