package dev.culvert.migration.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightIT {
    private static final Predicate<TableId> ALL = table -> true;

    private static Subject subject(Sites sites) {
        return new Subject("preflight-it", sites, ALL, true, true);
    }

    private static List<Finding> run(Subject subject) {
        try (Preflight preflight = Preflight.of(subject)) {
            return run(preflight.checks());
        }
    }

    private static List<Finding> run(List<Check> checks) {
        return checks.stream().flatMap(check -> check.run().stream()).toList();
    }

    /** What is about the tests' own servers is left out: minor versions, no bound of the WAL, no fsync. */
    private static List<Finding> notable(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.PASSED && finding.severity() != Severity.INFO)
                .filter(finding -> !List.of(
                                ErrorCode.PG_MINOR,
                                ErrorCode.PG_OUTPUT_PLUGIN,
                                ErrorCode.WAL_UNPROTECTED,
                                ErrorCode.PG_SETTING,
                                ErrorCode.PG_OPEN_TRANSACTION,
                                ErrorCode.SLOT_INACTIVE)
                        .contains(finding.code()))
                .filter(finding -> !finding.fact().startsWith("max_prepared_transactions"))
                .toList();
    }

    private static List<Finding> of(List<Finding> findings, ErrorCode code) {
        return findings.stream()
                .filter(finding -> finding.code() == code && finding.severity() != Severity.PASSED)
                .sorted(Comparator.comparing(Finding::object))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"13, 18", "14, 17", "15, 18"})
    void serversThatAreFitPass(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("pre_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("pre_t")) {
            source.execute(
                    "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text)",
                    "INSERT INTO t (b) SELECT 'x' FROM generate_series(1, 10)",
                    "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY LIST (a)",
                    "CREATE TABLE p1 PARTITION OF p DEFAULT");
            List<Finding> findings = run(subject(TestSites.of(source, target)));
            assertThat(notable(findings)).isEmpty();
            assertThat(findings.stream().filter(finding -> finding.code() == ErrorCode.CHECK_UNKNOWN))
                    .isEmpty();
            assertThat(findings)
                    .filteredOn(finding -> finding.code() == ErrorCode.PG_NO_ROUTE)
                    .as("each server logged in to the other")
                    .hasSize(2);
            assertThat(target.number("SELECT count(*) FROM pg_subscription")).isZero();
            assertThat(source.number("SELECT count(*) FROM pg_subscription")).isZero();
        }
    }

    @Test
    void oneServerUnderTwoNamesIsSeen() {
        PostgresServer server = PostgresServer.shared(18);
        try (PostgresDatabase source = server.createDatabase("same_s");
                PostgresDatabase target = server.createDatabase("same_t")) {
            Sites sites = new Sites(
                    TestSites.site(Site.Role.SOURCE, source),
                    TestSites.site(Site.Role.TARGET, target.url().replace("127.0.0.1", "localhost"), Optional.empty()));
            try (PreflightContext context = new PreflightContext(subject(sites))) {
                assertThat(new DistinctServersCheck(context).run())
                        .extracting(Finding::code, Finding::severity)
                        .containsExactly(tuple(ErrorCode.MIGRATION_SAME_SERVER, Severity.ERROR));
            }
        }
    }

    @Test
    void anOlderTargetOfAnotherEncodingThatHasTablesIsRefused() {
        PostgresServer old = PostgresServer.shared(15);
        old.maintenance()
                .execute("CREATE DATABASE pre_latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        try (PostgresDatabase source = PostgresServer.shared(18).createDatabase("older_s");
                PostgresDatabase target = old.database("pre_latin")) {
            target.execute("CREATE TABLE mine (a int)", "CREATE SEQUENCE s", "CREATE EXTENSION pg_stat_statements");
            List<Finding> findings = run(subject(TestSites.of(source, target)));

            assertThat(of(findings, ErrorCode.TARGET_OLDER))
                    .extracting(Finding::severity)
                    .containsExactly(Severity.ERROR);
            assertThat(of(findings, ErrorCode.PG_LOCALE))
                    .extracting(Finding::severity)
                    .contains(Severity.ERROR);
            assertThat(of(findings, ErrorCode.TARGET_NOT_EMPTY))
                    .extracting(Finding::severity, Finding::fact)
                    .containsExactly(tuple(
                            Severity.ERROR, "It has 2 tables, views and sequences already: public.mine, public.s."));
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 18", "15, 17"})
    void whatIsWrongWithTablesIsNamedWithWhatMendsIt(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("tables_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("tables_t")) {
            source.execute(
                    "CREATE TABLE nokey (a int)",
                    "CREATE TABLE nothing (a int PRIMARY KEY)",
                    "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                    "CREATE TABLE late (a int PRIMARY KEY DEFERRABLE)",
                    "CREATE TABLE wholerow (a int, b varchar(9), c int[])",
                    "ALTER TABLE wholerow REPLICA IDENTITY FULL",
                    "CREATE TABLE incomparable (a int, j json)",
                    "ALTER TABLE incomparable REPLICA IDENTITY FULL",
                    "CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a + 1) STORED PRIMARY KEY)",
                    "CREATE UNLOGGED TABLE fleeting (a int PRIMARY KEY)",
                    "CREATE MATERIALIZED VIEW seen AS SELECT 1 AS a",
                    "CREATE FOREIGN DATA WRAPPER w",
                    "CREATE SERVER f FOREIGN DATA WRAPPER w",
                    "CREATE FOREIGN TABLE far (a int) SERVER f",
                    "SELECT lo_create(0)",
                    "CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                    "CREATE TABLE fires (a int PRIMARY KEY)",
                    "CREATE TRIGGER always_on AFTER INSERT ON fires EXECUTE FUNCTION nop()",
                    "ALTER TABLE fires ENABLE ALWAYS TRIGGER always_on",
                    "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                    "CREATE EVENT TRIGGER watched ON ddl_command_end EXECUTE FUNCTION watch()",
                    "CREATE TABLE numbered (id serial PRIMARY KEY)",
                    "INSERT INTO numbered VALUES (5), (7)",
                    "CREATE SEQUENCE short AS smallint",
                    "SELECT setval('short', 32000)",
                    "CREATE SEQUENCE down INCREMENT -1 MINVALUE -100",
                    "SELECT setval('down', -95)",
                    "CREATE TABLE unchecked (a int PRIMARY KEY)",
                    "ALTER TABLE unchecked ADD CONSTRAINT positive CHECK (a > 0) NOT VALID");
            List<Finding> findings = run(subject(TestSites.of(source, target)));

            assertThat(of(findings, ErrorCode.TABLE_NO_IDENTITY))
                    .extracting(Finding::object)
                    .containsExactly(
                            "table public.computed", "table public.late", "table public.nokey", "table public.nothing");
            assertThat(of(findings, ErrorCode.TABLE_FULL_IDENTITY))
                    .extracting(Finding::object, Finding::severity)
                    .containsExactly(
                            tuple("table public.incomparable", Severity.ERROR),
                            tuple("table public.wholerow", Severity.WARNING));
            assertThat(of(findings, ErrorCode.TABLE_NOT_REPLICATED))
                    .extracting(Finding::object)
                    .containsExactly("foreign tables", "large objects", "materialised views", "unlogged tables");
            assertThat(of(findings, ErrorCode.TRIGGER_FIRES))
                    .extracting(Finding::object)
                    .containsExactly("event trigger watched", "table public.fires");
            assertThat(of(findings, ErrorCode.SEQUENCE_RANGE))
                    .extracting(Finding::object)
                    .containsExactly(
                            "sequence public.down", "sequence public.numbered_id_seq", "sequence public.short");
            assertThat(of(findings, ErrorCode.CONSTRAINT_NOT_VALID))
                    .extracting(Finding::object, Finding::severity)
                    .containsExactly(tuple("table public.unchecked", Severity.INFO));

            // the statements do what they promise
            Stream.of("TABLE_NO_IDENTITY", "TRIGGER_FIRES", "SEQUENCE_RANGE", "CONSTRAINT_NOT_VALID")
                    .flatMap(code -> of(findings, ErrorCode.valueOf(code)).stream())
                    .map(Finding::remedy)
                    .filter(remedy -> remedy.matches("(ALTER TABLE|SELECT) .*;.*") && !remedy.contains("..."))
                    .forEach(remedy -> source.execute(remedy.substring(0, remedy.lastIndexOf(';') + 1)));
            List<Finding> mended = run(subject(TestSites.of(source, target)));
            assertThat(of(mended, ErrorCode.TABLE_NO_IDENTITY))
                    .extracting(Finding::object)
                    .containsExactly("table public.computed");
            assertThat(of(mended, ErrorCode.TRIGGER_FIRES))
                    .extracting(Finding::object)
                    .containsExactly("event trigger watched");
            assertThat(of(mended, ErrorCode.SEQUENCE_RANGE))
                    .extracting(Finding::object)
                    .containsExactly("sequence public.down", "sequence public.short");
            assertThat(of(mended, ErrorCode.CONSTRAINT_NOT_VALID)).isEmpty();
        }
    }

    @Test
    void tablesThatAreNotMovedAreNotLookedAt() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("excluded_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("excluded_t")) {
            source.execute("CREATE TABLE nokey (a int)", "CREATE UNLOGGED TABLE fleeting (a int)");
            Subject none = new Subject("preflight-it", TestSites.of(source, target), table -> false, true, true);
            assertThat(notable(run(none))).isEmpty();
        }
    }

    /** From 16 on a migration needs no superuser: what is missing is named, and the statements are enough. */
    @Test
    void whatARoleLacksIsNamedWithItsGrants(@TempDir Path directory) throws IOException {
        Optional<SecretReference> password = Optional.of(
                new SecretReference.File(Files.writeString(directory.resolve("password"), "S3CR3T-canary")));
        String role = "preflight least";
        String quoted = PostgresDatabase.quote(role);
        try (PostgresDatabase source = PostgresServer.shared(16).createDatabase("least_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("least_t")) {
            for (PostgresDatabase database : List.of(source, target)) {
                database.execute(
                        "CREATE ROLE " + quoted + " LOGIN PASSWORD 'x'",
                        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                        "GRANT pg_monitor TO " + quoted);
            }
            source.execute(
                    "CREATE ROLE \"preflight owner\"",
                    "CREATE TABLE mine (a int PRIMARY KEY)",
                    "ALTER TABLE mine OWNER TO \"preflight owner\"",
                    "CREATE TABLE hidden (a int PRIMARY KEY)",
                    "ALTER TABLE hidden OWNER TO \"preflight owner\"",
                    "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY");
            assertThat(of(run(subject(TestSites.of(source.as(role), target.as(role)))), ErrorCode.PG_NO_ROUTE))
                    .as("no right to subscribe yet, so that it is unknown")
                    .isEmpty();
            Subject subject = subject(new Sites(
                    TestSites.site(Site.Role.SOURCE, source.as(role).url(), password),
                    TestSites.site(Site.Role.TARGET, target.as(role).url(), password)));

            List<Finding> errors = errors(run(subject));
            assertThat(errors)
                    .extracting(Finding::code)
                    .contains(ErrorCode.PG_PRIVILEGE, ErrorCode.TABLE_RLS, ErrorCode.PG_REPLICATION_LOGIN);
            for (Finding error : errors) {
                boolean ofTarget = error.object().startsWith("target");
                (ofTarget ? target : source).execute(error.remedy());
            }
            assertThat(errors(run(subject))).isEmpty();

            assertThat(run(subject))
                    .filteredOn(finding -> finding.code() == ErrorCode.CHECK_UNKNOWN)
                    .as("what would write the password into a log is not tried, and is no pass")
                    .extracting(Finding::fact)
                    .filteredOn(fact -> fact.contains("reaches the"))
                    .hasSize(2);
            assertThat(source.server().log() + target.server().log()).doesNotContain("S3CR3T-canary");
            assertThat(of(run(subject(TestSites.of(source.as(role), target.as(role)))), ErrorCode.PG_NO_ROUTE))
                    .as("a subscription of this role needs a password")
                    .hasSize(2);
            for (PostgresDatabase database : List.of(source, target)) {
                database.execute("DROP OWNED BY " + quoted);
            }
            source.execute("DROP OWNED BY \"preflight owner\"", "DROP ROLE \"preflight owner\"");
            source.execute("DROP ROLE " + quoted);
            target.execute("DROP ROLE " + quoted);
        }
    }

    /** Which pg_dump this machine has is left out. */
    private static List<Finding> errors(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .filter(finding -> finding.code() != ErrorCode.DUMP_TOOL_MISSING)
                .toList();
    }

    @Test
    void aServerThatTheOtherDoesNotReachIsSaidAndThePasswordIsNot() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("route_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("route_t")) {
            Sites sites = TestSites.of(source, target);
            Site gone = TestSites.site(
                    Site.Role.SOURCE, "postgresql://u@127.0.0.1:" + FreePort.find() + "/shop", Optional.empty());
            try (PreflightContext context = new PreflightContext(subject(sites))) {
                assertThat(new RouteCheck(context, sites.target(), gone).run())
                        .extracting(Finding::code, Finding::severity)
                        .containsExactly(tuple(ErrorCode.PG_NO_ROUTE, Severity.ERROR));
                assertThat(new RouteCheck(context, sites.source(), sites.target()).run())
                        .extracting(Finding::severity)
                        .containsExactly(Severity.PASSED);
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsUnknownEverywhereElse() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("gone_s")) {
            Sites sites = new Sites(
                    TestSites.site(Site.Role.SOURCE, source),
                    TestSites.site(
                            Site.Role.TARGET,
                            "postgresql://u@127.0.0.1:" + FreePort.find() + "/shop",
                            Optional.empty()));
            List<Finding> ofTarget;
            try (Preflight preflight = Preflight.of(subject(sites))) {
                ofTarget = run(preflight.areas().stream()
                        .filter(area -> !List.of("source", "tables").contains(area.name()))
                        .flatMap(area -> area.checks().stream())
                        .toList());
            }
            assertThat(errors(ofTarget)).extracting(Finding::code).containsExactly(ErrorCode.PG_UNREACHABLE);
            assertThat(ofTarget)
                    .filteredOn(finding -> finding.severity() == Severity.PASSED)
                    .isEmpty();
        }
    }

    @Test
    void settingsOfServersThatStandInTheWayAreNamed() {
        try (PostgresServer server = PostgresServer.builder(18)
                        .setting("wal_level", "replica")
                        .setting("max_replication_slots", "1")
                        .setting("max_active_replication_origins", "0")
                        .setting("max_logical_replication_workers", "0")
                        .setting("max_prepared_transactions", "2")
                        .setting("max_slot_wal_keep_size", "1MB")
                        .start();
                PostgresDatabase target = server.createDatabase("set_t");
                PostgresDatabase source = PostgresServer.shared(15).createDatabase("set_s")) {
            target.execute(
                    "ALTER DATABASE " + target.name() + " SET default_transaction_read_only = on",
                    "SET default_transaction_read_only = off",
                    "SELECT pg_create_physical_replication_slot('other')");
            Subject subject = subject(TestSites.of(source, target));
            List<Finding> findings = run(subject);
            String object = subject.sites().target().toString();

            assertThat(errors(findings))
                    .extracting(Finding::code, Finding::object)
                    .contains(
                            tuple(ErrorCode.PG_WAL_LEVEL, object),
                            tuple(ErrorCode.PG_NO_FREE_SLOT, object),
                            tuple(ErrorCode.PG_NO_FREE_WORKER, object),
                            tuple(ErrorCode.PG_SETTING, "database " + target.name()));
            assertThat(of(findings, ErrorCode.PG_NO_FREE_WORKER)).hasSize(2);
            assertThat(of(findings, ErrorCode.PG_PREPARED))
                    .extracting(Finding::severity)
                    .contains(Severity.WARNING);
            try (PreflightContext context = new PreflightContext(subject)) {
                assertThat(new RetainedWalCheck(context.target()).run())
                        .singleElement()
                        .satisfies(found -> {
                            assertThat(found.severity()).isEqualTo(Severity.WARNING);
                            assertThat(found.fact()).contains("the slot is lost");
                        });
            }
        }
    }

    @Test
    void aPreparedTransactionStopsPreflightAndGates() {
        try (PostgresServer server = PostgresServer.builder(15)
                        .setting("max_prepared_transactions", "2")
                        .start();
                PostgresDatabase source = server.createDatabase("xa_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("xa_t")) {
            source.execute(
                    "CREATE TABLE t (a int PRIMARY KEY)",
                    "BEGIN",
                    "INSERT INTO t VALUES (1)",
                    "PREPARE TRANSACTION 'x''a'");
            Subject subject = subject(TestSites.of(source, target));
            List<List<Finding>> both = new ArrayList<>();
            try (Preflight preflight = Preflight.of(subject)) {
                both.add(run(preflight.checks()));
                both.add(run(preflight.gates(Site.Role.SOURCE)));
            }
            for (List<Finding> findings : both) {
                assertThat(of(findings, ErrorCode.PG_PREPARED))
                        .extracting(Finding::severity, Finding::object)
                        .contains(tuple(Severity.ERROR, "prepared transaction x'a"));
            }
            String remedy = of(both.get(0), ErrorCode.PG_PREPARED).stream()
                    .filter(finding -> finding.severity() == Severity.ERROR)
                    .map(Finding::remedy)
                    .findFirst()
                    .orElseThrow();
            source.execute(remedy.substring(0, remedy.indexOf(';')));
            assertThat(errors(run(subject))).isEmpty();
        }
    }

    @Test
    void othersThatReadOrWriteTheSourceAreNamed() {
        try (PostgresDatabase source = PostgresServer.shared(17).createDatabase("others_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("others_t")) {
            source.execute(
                    "SELECT pg_create_logical_replication_slot('others_cdc', 'pgoutput')",
                    "SELECT pg_create_logical_replication_slot('culvert_preflight_it_e1', 'pgoutput')",
                    "CREATE SUBSCRIPTION others_in CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p"
                            + " WITH (connect = false)",
                    "ALTER SUBSCRIPTION others_in SET (slot_name = NONE)");
            try {
                Subject subject = subject(TestSites.of(source, target));
                List<Finding> findings = run(subject);
                assertThat(of(findings, ErrorCode.SLOT_OTHER_CONSUMER))
                        .extracting(Finding::object)
                        .containsExactly("slot \"others_cdc\"");
                assertThat(of(findings, ErrorCode.SUBSCRIPTION_INBOUND))
                        .as("it is disabled")
                        .isEmpty();
                source.execute(
                        "ALTER SUBSCRIPTION others_in SET (slot_name = others_in)",
                        "ALTER SUBSCRIPTION others_in ENABLE");
                assertThat(of(run(subject), ErrorCode.SUBSCRIPTION_INBOUND))
                        .extracting(Finding::severity, Finding::object)
                        .containsExactly(tuple(Severity.ERROR, "subscription \"others_in\""));
            } finally {
                source.execute(
                        "ALTER SUBSCRIPTION others_in DISABLE",
                        "ALTER SUBSCRIPTION others_in SET (slot_name = NONE)",
                        "DROP SUBSCRIPTION others_in",
                        "SELECT pg_drop_replication_slot('others_cdc')",
                        "SELECT pg_drop_replication_slot('culvert_preflight_it_e1')");
            }
        }
    }

    @Test
    void tablesOfOthersInTheSchemaThatIsOursAreAnError() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("own_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("own_t")) {
            source.execute(
                    "CREATE SCHEMA culvert",
                    "CREATE TABLE culvert.fence (a int)",
                    "CREATE TABLE culvert.culvert_other_e1 (a int)",
                    "CREATE TABLE culvert.pipes (id int PRIMARY KEY)");
            assertThat(of(run(subject(TestSites.of(source, target))), ErrorCode.TABLE_NOT_REPLICATED))
                    .extracting(Finding::severity, Finding::fact)
                    .containsExactly(tuple(
                            Severity.ERROR,
                            "It has culvert.pipes, which no copy and no stream takes: the schema is Culvert's own."));
        }
    }

    @Test
    void anExtensionThatTheTargetLacksIsAnError() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("ext_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("ext_t")) {
            // an extension that no server has files of: as it would be seen after the package was installed on the
            // source only
            source.execute(
                    "INSERT INTO pg_extension SELECT 987654, 'nowhere', extowner, extnamespace, false, '1', NULL, NULL"
                            + " FROM pg_extension WHERE extname = 'plpgsql'");
            assertThat(of(run(subject(TestSites.of(source, target))), ErrorCode.PG_EXTENSION))
                    .filteredOn(finding -> finding.severity() == Severity.ERROR)
                    .extracting(Finding::object)
                    .containsExactly("extension nowhere");
        }
    }
}
