package dev.culvert.migration.traffic.protocol;

import dev.culvert.schemas.definition.Secret;
import dev.culvert.schemas.definition.SecretReference;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The start of a session: trust, password, md5, SCRAM-SHA-256 (documentation, 53.2.1). */
final class Login {
    private static final int PROTOCOL_3 = 3 << 16;
    private static final int OK = 0;
    private static final int CLEARTEXT = 3;
    private static final int MD5 = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private final Wire wire;
    private final Endpoint endpoint;
    private Scram scram;

    Login(Wire wire, Endpoint endpoint) {
        this.wire = wire;
        this.endpoint = endpoint;
    }

    /** Returns when the server says that queries may come. */
    void run() throws IOException {
        ByteArrayOutputStream startup = new ByteArrayOutputStream();
        new DataOutputStream(startup).writeInt(PROTOCOL_3);
        startup.writeBytes(Wire.strings(
                "user", endpoint.user(), "database", endpoint.database(), "application_name", "culvert/traffic", ""));
        wire.startup(startup.toByteArray());
        while (true) {
            Wire.Message message = wire.receive();
            switch (message.type()) {
                case 'R' -> authenticate(message.body());
                case 'E' -> throw ServerError.of(message.body());
                case 'Z' -> {
                    return;
                }
                default -> {
                    // settings, the key to cancel by, notices
                }
            }
        }
    }

    private void authenticate(byte[] body) throws IOException {
        int method = ByteBuffer.wrap(body).getInt();
        byte[] rest = Arrays.copyOfRange(body, 4, body.length);
        switch (method) {
            case OK -> scram = null;
            case CLEARTEXT -> wire.send('p', Wire.strings(password()));
            case MD5 -> wire.send('p', Wire.strings("md5" + md5(md5(bytes(password() + endpoint.user())), rest)));
            case SASL -> {
                if (!Arrays.asList(text(rest).split("\0")).contains(Scram.MECHANISM)) {
                    throw new IOException("it asks for a login by " + text(rest).replace('\0', ' '));
                }
                scram = new Scram(password());
                byte[] first = bytes(scram.first());
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                answer.writeBytes(Wire.strings(Scram.MECHANISM));
                new DataOutputStream(answer).writeInt(first.length);
                answer.writeBytes(first);
                wire.send('p', answer.toByteArray());
            }
            case SASL_CONTINUE -> wire.send('p', bytes(begun().last(text(rest))));
            case SASL_FINAL -> begun().verify(text(rest));
            default -> throw new IOException("it asks for a login by method " + method + ", which is not known here");
        }
    }

    private Scram begun() throws IOException {
        if (scram == null) {
            throw new IOException("it goes on with a SCRAM login that was not begun");
        }
        return scram;
    }

    private String password() {
        return endpoint.password()
                .map(SecretReference::resolve)
                .map(Secret::reveal)
                .orElse("");
    }

    private static String md5(byte[] text) {
        return md5("", text);
    }

    private static String md5(String prefix, byte[] text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(bytes(prefix));
            return HexFormat.of().formatHex(digest.digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
