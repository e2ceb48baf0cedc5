package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.ApplicationName;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.HostPort;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How libpq is told where to connect: by environment variables, since what stands in a command line is seen by every user of the
 * machine (I12). The variables that this process itself was given are not handed on.
 */
final class ToolEnvironment {
    /** libpq knows the system's certificates by name from 16 on. */
    private static final int KNOWS_SYSTEM_CERTIFICATES = 16;

    private static final List<Path> SYSTEM_CERTIFICATES =
            List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

    private ToolEnvironment() {}

    /** Every variable that a program of libpq's needs. The password is resolved now. */
    static Map<String, String> of(ConnectionSettings settings, int major) {
        Map<String, String> all = new LinkedHashMap<>();
        List<HostPort> hosts = settings.address().hosts();
        all.put("PGHOST", hosts.stream().map(HostPort::host).collect(Collectors.joining(",")));
        all.put(
                "PGPORT",
                hosts.stream().map(host -> Integer.toString(host.port())).collect(Collectors.joining(",")));
        all.put("PGUSER", settings.address().user());
        all.put("PGDATABASE", settings.address().database());
        all.put("PGAPPNAME", ApplicationName.of(settings.owner(), "schema").value());
        all.put("PGCONNECT_TIMEOUT", Long.toString(settings.connectTimeout().toSeconds()));
        all.put("PGGSSENCMODE", "disable");
        // the password of an unset variable would be looked for in the user's file
        all.put("PGPASSFILE", "/dev/null");
        all.put("PGOPTIONS", "-c statement_timeout=0 -c lock_timeout=60000 -c idle_in_transaction_session_timeout=0");
        settings.password()
                .ifPresent(secret -> all.put("PGPASSWORD", secret.resolve().reveal()));
        if (hosts.size() > 1) {
            all.put("PGTARGETSESSIONATTRS", "read-write");
        }
        tls(all, settings, major);
        return all;
    }

    private static void tls(Map<String, String> all, ConnectionSettings settings, int major) {
        TlsDefinition tls = settings.tls();
        TlsDefinition.Mode mode = settings.tlsMode();
        all.put("PGSSLMODE", mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (tls.keyPassword().isPresent()) {
            throw new CulvertException(
                    ErrorCode.DUMP_FAILED,
                    "tls.keyPassword of " + settings,
                    "pg_dump takes the password of a client key on its command line only, where every user sees it.",
                    Changed.NOTHING,
                    "Use a client key without a password, in a file that only Culvert's user can read.");
        }
        boolean verifies = mode == TlsDefinition.Mode.VERIFY_CA || mode == TlsDefinition.Mode.VERIFY_FULL;
        if (verifies) {
            all.put("PGSSLROOTCERT", tls.rootCert().map(Path::toString).orElseGet(() -> systemCertificates(major)));
        }
        tls.cert().ifPresent(path -> all.put("PGSSLCERT", path.toString()));
        tls.key().ifPresent(path -> all.put("PGSSLKEY", path.toString()));
    }

    private static String systemCertificates(int major) {
        return major >= KNOWS_SYSTEM_CERTIFICATES
                ? "system"
                : SYSTEM_CERTIFICATES.stream()
                        .filter(Files::exists)
                        .findFirst()
                        .map(Path::toString)
                        .orElse("system");
    }
}
