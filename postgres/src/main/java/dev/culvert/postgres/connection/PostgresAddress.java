package dev.culvert.postgres.connection;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a database is: {@code postgresql://user@host:port[,host:port...]/database}. Percent-escapes are taken in user, host
 * and database; IPv6 addresses stand in brackets. A password has no place in it, and neither have parameters: what a session
 * is set to is Culvert's business, and a driver's settings can load classes.
 *
 * @param user the role to log in as
 * @param hosts at least one; of several, the one that is the primary is used
 * @param database its name
 */
public record PostgresAddress(String user, List<HostPort> hosts, String database) {

    private static final String FORM = "postgresql://user@host:port/database";

    public PostgresAddress {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty() || user.isEmpty() || database.isEmpty()) {
            throw new IllegalArgumentException("an address needs a user, a host and a database");
        }
    }

    /**
     * @throws CulvertException {@link ErrorCode#DEF_VALUE}, or {@link ErrorCode#DEF_SECRET_INLINE} for a password
     */
    public static PostgresAddress parse(String url) {
        String rest = afterScheme(url);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        if (at >= 0 && authority.substring(0, at).indexOf(':') >= 0) {
            // not even the rest of the address is repeated: whatever is wrong with it, a secret is in it (I12)
            throw new CulvertException(
                    ErrorCode.DEF_SECRET_INLINE,
                    "PostgreSQL address",
                    "It has a password in it.",
                    Changed.NOTHING,
                    "Take the password out of url, and refer to it: password: {env: NAME} or {file: PATH}.");
        }
        if (url.indexOf('?') >= 0 || url.indexOf('#') >= 0) {
            throw refused("It has parameters, and none is known. A \"?\" or \"#\" in a name is written %3F or %23;"
                    + " TLS is set under tls.");
        }
        if (at < 0 || at == 0) {
            throw refused("It names no user.");
        }
        if (path.isEmpty()) {
            throw refused("It names no database.");
        }
        if (path.indexOf('/') >= 0) {
            throw refused("There is a \"/\" in the name of the database; there it is written %2F.");
        }
        List<HostPort> hosts = new ArrayList<>();
        for (String host : authority.substring(at + 1).split(",", -1)) {
            hosts.add(hostPort(host));
        }
        return new PostgresAddress(decode(authority.substring(0, at)), hosts, decode(path));
    }

    private static String afterScheme(String url) {
        for (String scheme : List.of("postgresql://", "postgres://")) {
            if (url.startsWith(scheme)) {
                return url.substring(scheme.length());
            }
        }
        throw refused("It does not begin with postgresql://.");
    }

    private static HostPort hostPort(String text) {
        String host;
        String port;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
                throw refused("An IPv6 address is written [address]:port.");
            }
            host = text.substring(1, end);
            port = end + 1 == text.length() ? "" : text.substring(end + 2);
        } else {
            int colon = text.indexOf(':');
            if (colon != text.lastIndexOf(':')) {
                throw refused("An IPv6 address is written [address]:port.");
            }
            host = colon < 0 ? text : text.substring(0, colon);
            port = colon < 0 ? "" : text.substring(colon + 1);
        }
        String name = decode(host);
        if (name.isEmpty()) {
            throw refused("It names no host.");
        }
        if (name.startsWith("/")) {
            throw refused("Unix-domain sockets cannot be used; use localhost.");
        }
        if (name.chars().anyMatch(c -> c <= ' ' || c == ',' || c == '?' || c == '&' || c == '/')) {
            throw refused("A host holds a character that no host name has.");
        }
        return new HostPort(name, port.isEmpty() ? HostPort.DEFAULT_PORT : port(port));
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw refused("A port is a number from 1 to 65535.");
        }
        return Integer.parseInt(text);
    }

    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 3 > text.length() || !text.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}")) {
                    throw refused("A \"%\" is followed by two hexadecimal digits; alone it is written %25.");
                }
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                int end = text.offsetByCodePoints(i, 1);
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            if (decoded.indexOf('\0') >= 0) {
                throw refused("It holds a NUL character.");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw refused("Its percent-escapes are not UTF-8.");
        }
    }

    private static CulvertException refused(String fact) {
        return new CulvertException(
                ErrorCode.DEF_VALUE, "PostgreSQL address", fact, Changed.NOTHING, "Write it as " + FORM + ".");
    }

    /** Whether every host can be nothing but this machine. */
    public boolean isLoopback() {
        return hosts.stream().allMatch(HostPort::isLoopback);
    }

    /** {@code host:port[,host:port]/database}, for people. */
    @Override
    public String toString() {
        return hosts.stream().map(HostPort::toString).collect(Collectors.joining(",")) + "/" + database;
    }
}
