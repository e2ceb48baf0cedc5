package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;

/**
 * Where a JobManager listens.
 *
 * @param url {@code http://host:port} or {@code https://host:port}
 */
public record ClusterAddress(URI url) {
    private static final String CONFIGURATION = "FLINK_CONF_DIR";

    /** @throws CulvertException {@link ErrorCode#USAGE} if it is none */
    public static ClusterAddress parse(String text) {
        try {
            URI url = URI.create(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http
                    && url.getHost() != null
                    && (url.getPath().isEmpty() || url.getPath().equals("/"))) {
                return new ClusterAddress(url);
            }
        } catch (IllegalArgumentException e) {
            // it is told below
        }
        throw new CulvertException(
                ErrorCode.USAGE,
                "--flink",
                "It is no address of a JobManager.",
                Changed.NOTHING,
                "Write it as http://jobmanager:8081.");
    }

    /** What a client needs; TLS as {@code FLINK_CONF_DIR} has it, as Flink's own command line does. */
    Configuration settings() {
        Configuration settings = System.getenv(CONFIGURATION) == null
                ? new Configuration()
                : GlobalConfiguration.loadConfiguration(System.getenv(CONFIGURATION));
        settings.set(DeploymentOptions.TARGET, "remote");
        settings.set(DeploymentOptions.ATTACHED, false);
        settings.set(RestOptions.ADDRESS, url.getHost());
        settings.set(RestOptions.PORT, url.getPort() == -1 ? RestOptions.PORT.defaultValue() : url.getPort());
        settings.set(SecurityOptions.SSL_REST_ENABLED, "https".equals(url.getScheme()));
        // whoever asks decides itself how long to go on
        settings.set(RestOptions.RETRY_MAX_ATTEMPTS, 0);
        return settings;
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
