package dev.culvert.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.testkit.process.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private final EchoServer server = new EchoServer();
    private final TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port());

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesManyBytesUnchangedAndCountsThem() throws IOException {
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (Socket socket = connect()) {
            Thread sender = new Thread(() -> send(socket, sent), "sender");
            sender.start();
            assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
        assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(sent.length);
        assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(sent.length);
        assertThat(proxy.connections()).isOne();
        assertThat(Deadline.after(Duration.ofSeconds(10)).await(() -> proxy.openConnections() == 0))
                .isTrue();
    }

    @Test
    void delaysBothWaysWithoutSlowingTheStreamDown() throws IOException {
        proxy.delay(Duration.ofMillis(150));
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            byte[] sent = new byte[500_000];
            Thread sender = new Thread(() -> send(socket, sent), "sender");
            sender.start();
            socket.getInputStream().readNBytes(sent.length);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
        }
    }

    @Test
    void throttles() throws IOException {
        proxy.throttle(100_000);
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            send(socket, new byte[50_000]);
            socket.getInputStream().readNBytes(50_000);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @Test
    void cutsAfterExactlySoManyBytesOnce() throws IOException {
        proxy.cutAfter(Direction.TO_CLIENT, 7);
        try (Socket socket = connect()) {
            send(socket, new byte[5]);
            assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
            assertThat(proxy.cutPending(Direction.TO_CLIENT)).isTrue();
            send(socket, new byte[5]);
            assertThat(socket.getInputStream().readNBytes(5)).hasSize(2);
        }
        assertThat(proxy.cutPending(Direction.TO_CLIENT)).isFalse();
        assertThat(echoed(10)).isEqualTo(10);
    }

    @Test
    void frozenItAcceptsAndKeepsButPassesNothingUntilItPasses() throws IOException {
        try (Socket before = connect()) {
            proxy.freeze();
            try (Socket after = connect()) {
                for (Socket socket : new Socket[] {before, after}) {
                    send(socket, new byte[3]);
                    socket.setSoTimeout(200);
                    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                }
                proxy.pass();
                for (Socket socket : new Socket[] {before, after}) {
                    socket.setSoTimeout(10_000);
                    assertThat(socket.getInputStream().readNBytes(3)).hasSize(3);
                }
            }
        }
    }

    @Test
    void resetsOpenConnectionsAndTakesNewOnes() throws IOException {
        try (Socket socket = connect()) {
            send(socket, new byte[1]);
            socket.getInputStream().read();
            proxy.reset();
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(echoed(4)).isEqualTo(4);
    }

    @Test
    void closesInOrder() throws IOException {
        try (Socket socket = connect()) {
            send(socket, new byte[1]);
            socket.getInputStream().read();
            proxy.closeConnections();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void refusesNewConnectionsAndKeepsOldOnes() throws IOException {
        try (Socket old = connect()) {
            send(old, new byte[1]);
            assertThat(old.getInputStream().read()).isZero();
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            send(old, new byte[1]);
            assertThat(old.getInputStream().read()).isZero();
            proxy.pass();
            assertThat(echoed(2)).isEqualTo(2);
        }
    }

    @Test
    void aServerThatIsAwayLooksLikeABrokenConnection() throws IOException {
        server.close();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    private int echoed(int bytes) throws IOException {
        try (Socket socket = connect()) {
            send(socket, new byte[bytes]);
            return socket.getInputStream().readNBytes(bytes).length;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
