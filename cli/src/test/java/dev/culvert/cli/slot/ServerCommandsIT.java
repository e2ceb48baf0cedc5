package dev.culvert.cli.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code publication}, {@code slot} and {@code subscription} on a real server. */
class ServerCommandsIT {
    private PostgresDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared(18).createDatabase("objects");
    }

    @AfterEach
    void drop() {
        database.execute("DROP SUBSCRIPTION IF EXISTS sub");
        database.close();
    }

    private Invocation run(String... arguments) {
        return Invocation.of(Stream.concat(Arrays.stream(arguments), Stream.of("--url", database.url()))
                .toArray(String[]::new));
    }

    private Invocation json(String... arguments) {
        Invocation invocation = run(
                Stream.concat(Arrays.stream(arguments), Stream.of("-o", "json")).toArray(String[]::new));
        assertThat(CommandSchema.validate(invocation.json()))
                .as(invocation.out())
                .isEmpty();
        return invocation;
    }

    private void makeSlot() {
        database.execute("SELECT pg_create_logical_replication_slot('cli_slot', 'pgoutput')");
    }

    @Test
    void slotsAreListedShownAndDropped() {
        makeSlot();

        assertThat(json("slot", "list").json().at("/result/slots").findValuesAsText("name"))
                .contains("cli_slot");
        assertThat(run("slot", "list").out())
                .containsPattern("NAME +PLUGIN +DATABASE")
                .containsPattern("cli_slot +pgoutput +" + database.name() + " +no +reserved");
        assertThat(json("slot", "show", "cli_slot")
                        .json()
                        .at("/result/walStatus")
                        .asText())
                .isEqualTo("reserved");
        assertThat(run("slot", "show", "cli_slot").out())
                .contains("plugin      pgoutput in database " + database.name());

        assertThat(json("slot", "drop", "cli_slot", "--yes")
                        .json()
                        .at("/result/dropped")
                        .asBoolean())
                .isTrue();
        assertThat(slots()).isZero();
    }

    @Test
    void nothingIsDroppedUnasked() {
        makeSlot();

        Invocation refused = json("slot", "drop", "cli_slot");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.json().at("/error/code").asText()).isEqualTo("CV-CONFIRMATION-REQUIRED");
        assertThat(json("slot", "drop", "cli_slot", "--dry-run").exitCode()).isZero();
        assertThat(slots()).isEqualTo(1);
    }

    @Test
    void droppingWhatIsNotThereIsNothingToDo() {
        Invocation invocation = json("slot", "drop", "none");

        assertThat(invocation.exitCode()).isZero();
        assertThat(invocation.json().at("/result/dropped").asBoolean()).isFalse();
    }

    @Test
    void whatIsNotThereCannotBeShown() {
        for (String kind : new String[] {"slot", "publication", "subscription"}) {
            Invocation invocation = json(kind, "show", "none");

            assertThat(invocation.exitCode()).isEqualTo(2);
            assertThat(invocation.json().at("/error/code").asText()).isEqualTo("CV-NOT-FOUND");
        }
    }

    @Test
    void publicationsAreListedShownAndDropped() {
        database.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, region text, card text)",
                "CREATE PUBLICATION \"Odd name\" FOR TABLE orders (id, region) WHERE (id > 7)");

        assertThat(json("publication", "list").json().at("/result/publications").findValuesAsText("name"))
                .containsExactly("Odd name");
        assertThat(json("publication", "show", "Odd name").json().at("/result/tables/0/columns"))
                .hasSize(2);
        assertThat(run("publication", "show", "Odd name").out()).contains("public.orders (id, region) WHERE (id > 7)");

        assertThat(json("publication", "drop", "Odd name", "--yes").exitCode()).isZero();
        assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
    }

    @Test
    void subscriptionsAreListedShownAndDropped() {
        database.execute("CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 port=1 password=S3CR3T' PUBLICATION p"
                + " WITH (connect = false, slot_name = NONE, enabled = false, create_slot = false)");

        Invocation list = json("subscription", "list");
        Invocation show = json("subscription", "show", "sub");

        assertThat(list.json().at("/result/subscriptions/0/name").asText()).isEqualTo("sub");
        assertThat(show.json().at("/result/enabled").asBoolean()).isFalse();
        assertThat(list.out() + show.out() + run("subscription", "show", "sub").out())
                .doesNotContain("S3CR3T");
        assertThat(json("subscription", "drop", "sub", "--yes").exitCode()).isZero();
        assertThat(database.number("SELECT count(*) FROM pg_subscription WHERE subname = 'sub'"))
                .isZero();
    }

    @Test
    void aDatabaseThatIsNotThereIsAnEnvironmentError() {
        Invocation invocation = Invocation.of("slot", "list", "-o", "json", "--url", database.url() + "_none");

        assertThat(invocation.exitCode()).isEqualTo(3);
        assertThat(invocation.json().at("/error/code").asText()).isEqualTo("CV-PG-NO-DATABASE");
    }

    private long slots() {
        return database.number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'cli_slot'");
    }
}
