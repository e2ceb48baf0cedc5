package dev.culvert.migration.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosingIT {
    private static final String ROLE = "closer";
    private static final TableId OWN = new TableId("culvert", "culvert_m_e1");

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aClosedTableTakesWritesOfTheCopyAndOfNobodyElse(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("closing");
                Session session = session(database)) {
            database.execute(
                    "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY LIST (a)",
                    "CREATE TABLE p1 PARTITION OF p DEFAULT",
                    "INSERT INTO p VALUES (1)");
            Closing closing = new Closing(session);
            closing.prepare();
            session.transaction(() -> {
                closing.passEventTriggers(closing::close);
                return true;
            });
            for (String as : new String[] {"origin", "replica", "local"}) {
                for (String write :
                        new String[] {"INSERT INTO p VALUES (2)", "UPDATE p1 SET a = 3", "DELETE FROM p", "TRUNCATE p1"
                        }) {
                    assertThatThrownBy(() -> database.execute("SET session_replication_role = " + as, write))
                            .as(write + " as " + as)
                            .hasMessageContaining("does not take writes");
                }
            }
            assertThat(closing.stillOpen()).isEmpty();
            session.transaction(() -> {
                Closing.writePast(session, true);
                return session.update("INSERT INTO public.p VALUES (2)");
            });
            assertThatThrownBy(() -> session.update("INSERT INTO public.p VALUES (3)"))
                    .hasMessageContaining("does not take writes");
            session.transaction(() -> {
                closing.passEventTriggers(closing::open);
                return true;
            });
            database.execute("INSERT INTO p VALUES (4)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void anEventTriggerThatWouldStopTheClosingIsKnownBefore(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("closing_trial")) {
            database.execute(
                    "DROP ROLE IF EXISTS " + ROLE,
                    "CREATE ROLE " + ROLE + " LOGIN",
                    "GRANT CREATE ON DATABASE " + PostgresDatabase.quote(database.name()) + " TO " + ROLE,
                    "CREATE SCHEMA culvert AUTHORIZATION " + ROLE,
                    "CREATE TABLE culvert.culvert_m_e1 (a int)",
                    "ALTER TABLE culvert.culvert_m_e1 OWNER TO " + ROLE,
                    "CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN RAISE EXCEPTION 'no DDL here'; END $$",
                    "CREATE EVENT TRIGGER no_ddl ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION no_ddl()",
                    "ALTER EVENT TRIGGER no_ddl ENABLE ALWAYS");
            try (Session least = session(database.as(ROLE));
                    Session superuser = session(database)) {
                ClosingTrial trial = new ClosingTrial(least);
                assertThat(trial.run(OWN))
                        .hasValueSatisfying(e -> assertThat(e.fact()).contains("P0001"));
                assertThat(trial.eventTriggers()).containsExactly("no_ddl");
                assertThat(new ClosingTrial(superuser).run(OWN)).isEmpty();
                assertThat(database.value("SELECT evtenabled FROM pg_event_trigger"))
                        .contains("A");
                database.execute("ALTER EVENT TRIGGER no_ddl DISABLE");
                assertThat(trial.run(OWN)).isEmpty();
                assertThat(trial.eventTriggers()).isEmpty();
                assertThat(database.number("SELECT count(*) FROM pg_trigger WHERE tgname = 'culvert_closed'"))
                        .isZero();
            } finally {
                database.execute("DROP OWNED BY " + ROLE + " CASCADE", "DROP ROLE " + ROLE);
            }
        }
    }

    private static Session session(PostgresDatabase database) {
        return TestSites.site(Site.Role.SOURCE, database).open("it");
    }
}
