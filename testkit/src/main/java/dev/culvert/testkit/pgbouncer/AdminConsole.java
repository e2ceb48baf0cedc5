package dev.culvert.testkit.pgbouncer;

import dev.culvert.testkit.process.TestkitException;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * PgBouncer's console, in as much of PostgreSQL's protocol (documentation, 53.7) as one command needs. JDBC cannot be
 * used: it sets extra_float_digits, which the console refuses.
 */
final class AdminConsole {
    private static final int PROTOCOL_3 = 3 << 16;
    private static final char READY = 'Z';
    private static final char ERROR = 'E';

    private final String host;
    private final int port;
    private final Duration limit;

    AdminConsole(String host, int port, Duration limit) {
        this.host = host;
        this.port = port;
        this.limit = limit;
    }

    /** Returns when the command is done; a {@link TestkitException} when it is refused or takes longer than the limit. */
    void run(String command) {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] startup = bytes("user\0postgres\0database\0pgbouncer\0\0");
            out.writeInt(8 + startup.length);
            out.writeInt(PROTOCOL_3);
            out.write(startup);
            // in one piece: PgBouncer takes no partial startup packet
            out.flush();
            awaitReady(in, command);
            byte[] query = bytes(command + "\0");
            out.writeByte('Q');
            out.writeInt(4 + query.length);
            out.write(query);
            out.flush();
            awaitReady(in, command);
        } catch (IOException e) {
            throw new TestkitException("PgBouncer does not answer to " + command, e);
        }
    }

    private static void awaitReady(DataInputStream in, String command) throws IOException {
        for (char type = (char) in.readUnsignedByte(); ; type = (char) in.readUnsignedByte()) {
            byte[] body = in.readNBytes(in.readInt() - 4);
            if (type == ERROR) {
                String fields = new String(body, StandardCharsets.UTF_8).replace('\0', ' ');
                throw new TestkitException("PgBouncer refused " + command + ": " + fields);
            }
            if (type == READY) {
                return;
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
