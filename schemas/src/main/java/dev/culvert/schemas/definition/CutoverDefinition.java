package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Between;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Key;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;
import dev.culvert.schemas.definition.annotation.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How writes are moved from the old server to the new one. */
@Doc("How writes are moved to the target.")
public record CutoverDefinition(
        @Between(min = "500ms", max = "60s")
                @Default("5s")
                @Doc(
                        "The longest that nobody can write before the decision; when it is over, the source is given back.")
                Duration maxWritePause,
        @Default("{}") @Doc("What stands between the applications and the servers.") Traffic traffic,
        @Default("true")
                @Doc("Whether what is written to the target goes back to the source, so that `rollback` works.")
                boolean reverseReplication,
        @Default("{}") @Doc("What must have been verified.") Verify verify) {

    /** Poolers, programs, or neither: then clients see a definite error, and reconnect to where they are told. */
    @Doc("Poolers that hold the clients, and programs that move what is not a pooler. Both may be empty.")
    public record Traffic(
            @Matches(value = HOST_PORT, says = "of the form host:port")
                    @Example("10.0.0.5:5432")
                    @Doc("Where the poolers find the source, if it is not the host and port of its `url`.")
                    Optional<String> source,
            @Matches(value = HOST_PORT, says = "of the form host:port")
                    @Example("10.0.0.6:5432")
                    @Doc("Where the poolers find the target, if it is not the host and port of its `url`.")
                    Optional<String> target,
            @Doc("Every PgBouncer, each process of it.") List<PgBouncer> pgbouncer,
            @Doc("Programs that are run at the steps of a cutover.") Optional<Hooks> hooks) {

        private static final String HOST_PORT = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}";

        public Traffic {
            pgbouncer = List.copyOf(pgbouncer);
        }
    }

    /** One PgBouncer process: its admin console, and the file that says where its databases are. */
    @Doc("A PgBouncer process in transaction mode.")
    public record PgBouncer(
            @Required
                    @Matches(
                            value =
                                    "(postgresql|postgres)://[^:/?#@\\s]+@([A-Za-z0-9._%-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/pgbouncer",
                            says = "of the form postgresql://user@host:port/pgbouncer, one host, without parameters")
                    @Example("postgresql://pgbouncer@pool-1:6432/pgbouncer")
                    @Doc("The admin console: `postgresql://user@host:port/pgbouncer`.")
                    String admin,
            @Doc("The password of the user in `admin`.") Optional<SecretReference> password,
            @Example("[shop]") @Doc("The names of its databases that lead to the source; default: the source's name.")
                    List<String> databases,
            @Example("/etc/pgbouncer/databases.ini")
                    @Doc(
                            "The file with the section `[databases]`, as this machine sees it: its configuration file, or one that it includes. Only the entries of `databases` are rewritten, by rename.")
                    Optional<Path> databasesFile,
            @Default("{}") @Doc("TLS towards the console.") TlsDefinition tls) {

        public PgBouncer {
            databases = List.copyOf(databases);
        }
    }

    /**
     * Programs with their arguments; an empty list means none.
     *
     * @param switchover moves what is not a pooler, after the decision
     */
    @Doc("Programs, each a list of words that is run without a shell.")
    public record Hooks(
            @Words
                    @Doc(
                            "Holds the traffic back, before the fence. It may refuse: another exit code than 0 ends the attempt.")
                    List<String> pause,
            @Words
                    @Key("switch")
                    @Doc("Points the traffic to the side that opens; after the decision, until it succeeds.")
                    List<String> switchover,
            @Words @Doc("Lets the traffic go on: after `switch`, or towards the old side when the attempt is given up.")
                    List<String> resume,
            @Between(min = "100ms", max = "10m") @Default("10s") @Doc("How long each may take.") Duration timeout) {

        public Hooks {
            pause = List.copyOf(pause);
            switchover = List.copyOf(switchover);
            resume = List.copyOf(resume);
        }
    }

    /** What must have been verified. */
    @Doc("What must have been verified before a cutover.")
    public record Verify(
            @Between(min = "1m", max = "30d") @Default("1h") @Doc("The greatest age of a verify without differences.")
                    Duration maxAge) {}
}
