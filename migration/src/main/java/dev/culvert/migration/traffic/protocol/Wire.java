package dev.culvert.migration.traffic.protocol;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Messages to and from one server. For one thread at a time, except {@link #close}. */
final class Wire implements Closeable {
    private static final int LONGEST_MESSAGE = 16 << 20;

    private final Closeable transport;
    private final DataInputStream in;
    private final DataOutputStream out;

    private Wire(Closeable transport, InputStream in, OutputStream out) {
        this.transport = transport;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(new BufferedOutputStream(out));
    }

    /** One message of the server's. */
    record Message(char type, byte[] body) {}

    static Wire open(Endpoint endpoint, Duration limit) throws IOException {
        if (endpoint.isSocket()) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(endpoint.socket()));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new Wire(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }
        Socket socket = new Socket();
        try {
            int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, limit.toMillis()));
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), millis);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(millis);
            Socket secured = Tls.secure(socket, endpoint);
            // from here on the session's own time limit counts, for a unix socket as for this one
            secured.setSoTimeout(0);
            return new Wire(secured, secured.getInputStream(), secured.getOutputStream());
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** In one piece: PgBouncer takes no partial startup packet. */
    void startup(byte[] body) throws IOException {
        out.writeInt(4 + body.length);
        out.write(body);
        out.flush();
    }

    void send(char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(4 + body.length);
        out.write(body);
        out.flush();
    }

    Message receive() throws IOException {
        char type = (char) in.readUnsignedByte();
        int length = in.readInt() - 4;
        if (length < 0 || length > LONGEST_MESSAGE) {
            throw new IOException("a message of " + length + " bytes: this is not PostgreSQL's protocol");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended within a message");
        }
        return new Message(type, body);
    }

    /** Texts that each end with a zero byte. */
    static byte[] strings(String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String text : texts) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
