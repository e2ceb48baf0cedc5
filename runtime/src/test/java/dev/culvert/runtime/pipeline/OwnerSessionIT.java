package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.slot.SlotClaim;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.ClaimKeeper;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an instance alters, it alters in the session of its claim, which whoever takes over ends first. */
class OwnerSessionIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void thePublicationIsAlteredInTheSessionOfTheClaim() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("owner")) {
            db.execute(
                    "CREATE TABLE public.a (id int PRIMARY KEY)",
                    "CREATE SCHEMA seen",
                    "CREATE TABLE seen.statements (tag text, application text)",
                    """
                    CREATE FUNCTION seen.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
                    BEGIN
                      INSERT INTO seen.statements VALUES (tg_tag, current_setting('application_name'));
                    END $$""",
                    "CREATE EVENT TRIGGER seen ON ddl_command_end"
                            + " WHEN TAG IN ('CREATE PUBLICATION', 'ALTER PUBLICATION') EXECUTE FUNCTION seen.note()");
            TestPipeline pipeline = TestPipeline.on(db);
            try (RunningPipeline running =
                    RunningPipeline.start(pipeline.yaml(), RunOptions.standard().heartbeat(Duration.ofMillis(200)))) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("CREATE TABLE public.b (id int PRIMARY KEY)");
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() ->
                                db.number("SELECT count(*) FROM seen.statements WHERE tag = 'ALTER PUBLICATION'") == 1);
            }
            assertThat(db.query("SELECT DISTINCT application FROM seen.statements"))
                    .containsExactly(List.of("culvert/" + pipeline.name() + "/owner"));
        }
    }

    @Test
    void itSaysThatItIsThereAndWhoWasTakenOverFromAltersNothing() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("owner")) {
            TestPipeline pipeline = TestPipeline.on(db);
            Sessions sessions = new Sessions(ConnectionSettings.of(
                    DefinitionReader.read(pipeline.yaml(), "test.yaml", PipelineDefinition.class)
                            .source()
                            .postgres(),
                    pipeline.name()));
            CompletableFuture<CulvertException> lost = new CompletableFuture<>();
            try (Session owner = sessions.open("owner");
                    Session other = sessions.open("owner");
                    ClaimKeeper keeper = new ClaimKeeper(pipeline.name(), owner, lost::complete)) {
                assertThat(new SlotClaim(owner, pipeline.slot()).take(Duration.ZERO))
                        .isTrue();
                keeper.start();
                // taking the claim, and the first word: a standby ends an owner that says no more
                Set<String> said = new HashSet<>();
                Awaitility.await().atMost(LIMIT).until(() -> {
                    db.value("SELECT state_change::text FROM pg_stat_activity WHERE pid = ?", owner.backendPid())
                            .ifPresent(said::add);
                    return said.size() >= 4;
                });
                assertThat(new SlotClaim(other, pipeline.slot()).takeOver(LIMIT))
                        .isTrue();

                CulvertException refused = catchThrowableOfType(
                        CulvertException.class,
                        () -> keeper.owning(session -> session.update("CREATE PUBLICATION late")));

                assertThat(refused.code()).isEqualTo(ErrorCode.PG_CONNECTION_LOST);
                assertThat(lost.get(LIMIT.toSeconds(), TimeUnit.SECONDS).code())
                        .isEqualTo(ErrorCode.PG_CONNECTION_LOST);
                assertThat(db.number("SELECT count(*) FROM pg_publication")).isZero();
            }
        }
    }
}
