package dev.culvert.runtime.pipeline;

import dev.culvert.runtime.pipeline.SqlScript.Paragraph;
import dev.culvert.runtime.pipeline.SqlScript.Section;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scenarios that a version has, each in a schema of its own of one database, and the sessions that they keep open. */
final class PostgresScenarios implements AutoCloseable {
    private static final int PUSH_DOWN = 15;
    private static final int TEMPORAL = 18;

    private record Scenario(String schema, int fromMajor, String file) {}

    private static final List<Scenario> ALL = List.of(
            new Scenario("s001", 0, "001_rep_changes"),
            new Scenario("s002", 0, "002_types"),
            new Scenario("s003", 0, "003_constraints"),
            new Scenario("s004", 0, "004_sync"),
            new Scenario("s006", 0, "006_rewrite"),
            new Scenario("s009", 0, "009_matviews"),
            new Scenario("s010", 0, "010_truncate"),
            new Scenario("s011", 0, "011_generated"),
            new Scenario("s012", 0, "012_collation"),
            new Scenario("s013", 0, "013_partition"),
            new Scenario("s014", 0, "014_binary"),
            new Scenario("s015", 0, "015_stream"),
            new Scenario("s020", 0, "020_messages"),
            new Scenario("s025", 0, "025_schema"),
            new Scenario("s028", PUSH_DOWN, "028_row_filter"),
            new Scenario("s030", 0, "030_origin"),
            new Scenario("s031", PUSH_DOWN, "031_column_list"),
            new Scenario("s034", TEMPORAL, "034_temporal"),
            new Scenario("s100", 0, "100_bugs"),
            new Scenario("sdecoding", 0, "decoding_ddl"),
            new Scenario("sspecs", 0, "decoding_specs"));

    private final PostgresDatabase database;
    private final List<Scenario> scenarios;
    private final Map<String, Connection> sessions = new HashMap<>();

    private PostgresScenarios(PostgresDatabase database) {
        this.database = database;
        this.scenarios = ALL.stream()
                .filter(each -> each.fromMajor() <= database.server().major())
                .toList();
    }

    /** Makes their schemas, and tables. */
    static PostgresScenarios in(PostgresDatabase database) throws SQLException {
        PostgresScenarios scenarios = new PostgresScenarios(database);
        database.execute(Stream.concat(
                        Stream.of(
                                "ALTER DATABASE " + PostgresDatabase.quote(database.name())
                                        + " SET logical_decoding_work_mem = '64kB'",
                                "CREATE SCHEMA other"),
                        scenarios.scenarios.stream().map(each -> "CREATE SCHEMA " + each.schema()))
                .toArray(String[]::new));
        scenarios.run(Section.CREATE);
        return scenarios;
    }

    void run(Section section) throws SQLException {
        for (Scenario scenario : scenarios) {
            SqlScript script = SqlScript.read("scenarios/" + scenario.file() + ".sql");
            for (Paragraph paragraph :
                    script.paragraphs(section, database.server().major())) {
                try (Statement statement = session(paragraph.session()).createStatement()) {
                    statement.execute(paragraph.sql());
                } catch (SQLException e) {
                    throw new SQLException(scenario.file() + ": " + paragraph.sql(), e.getSQLState(), e);
                }
            }
        }
    }

    private Connection session(String name) {
        return sessions.computeIfAbsent(name, any -> database.connect());
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions.values()) {
            session.close();
        }
    }
}
