package dev.culvert.migration.traffic.protocol;

import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where to log in, and as whom.
 *
 * @param user who
 * @param host a name, an address, or the directory of a unix socket
 * @param port of several processes on one machine, what tells them apart
 * @param database its name
 * @param password resolved anew at each login (I12)
 * @param tls as the definition has it
 */
public record Endpoint(
        String user, String host, int port, String database, Optional<SecretReference> password, TlsDefinition tls) {

    /**
     * @param url {@code postgresql://user@host:port/database}; for a unix socket the host is its directory with {@code %2F} for
     *     {@code /}
     * @throws dev.culvert.schemas.error.CulvertException as {@link PostgresAddress#parse} does
     */
    public static Endpoint parse(String url, Optional<SecretReference> password, TlsDefinition tls) {
        int at = url.lastIndexOf('@');
        String rest = url.substring(at + 1);
        if (at >= 0 && rest.toUpperCase(Locale.ROOT).startsWith("%2F")) {
            int end = rest.indexOf(':') >= 0 ? rest.indexOf(':') : Math.max(rest.indexOf('/'), 0);
            PostgresAddress address =
                    PostgresAddress.parse(url.substring(0, at + 1) + "localhost" + rest.substring(end));
            String directory = URLDecoder.decode(rest.substring(0, end).replace("+", "%2B"), StandardCharsets.UTF_8);
            return of(address, directory, password, tls);
        }
        PostgresAddress address = PostgresAddress.parse(url);
        return of(address, address.hosts().get(0).host(), password, tls);
    }

    private static Endpoint of(
            PostgresAddress address, String host, Optional<SecretReference> password, TlsDefinition tls) {
        return new Endpoint(address.user(), host, address.hosts().get(0).port(), address.database(), password, tls);
    }

    /** The same server, another user and database. */
    public Endpoint with(String newUser, Optional<SecretReference> newPassword, String newDatabase) {
        return new Endpoint(newUser, host, port, newDatabase, newPassword, tls);
    }

    boolean isSocket() {
        return host.startsWith("/");
    }

    Path socket() {
        return Path.of(host, ".s.PGSQL." + port);
    }

    /** The mode asked for; where none is, none is needed on this machine, and everything elsewhere. */
    TlsDefinition.Mode tlsMode() {
        boolean local =
                isSocket() || host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
        return tls.mode().orElse(local ? TlsDefinition.Mode.DISABLE : TlsDefinition.Mode.VERIFY_FULL);
    }

    /** {@code host:port/database}, for people. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + "/" + database;
    }
}
