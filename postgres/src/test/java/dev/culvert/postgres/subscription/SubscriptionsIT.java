package dev.culvert.postgres.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionsIT {

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void tellsHowASubscriptionStandsToAnybody(int major) {
        String role = "subscriptions_" + major;
        String slot = "sub_slot_" + major;
        PostgresServer server = PostgresServer.shared(major);
        try (PostgresDatabase publisher = server.createDatabase("pub");
                PostgresDatabase subscriber = server.createDatabase("sub")) {
            publisher.execute("CREATE TABLE t (a int PRIMARY KEY)", "CREATE PUBLICATION \"P 1\" FOR TABLE t");
            try (Session replication = PostgresTest.sessions(publisher).openReplication("it")) {
                Slots.create(replication, SlotRequest.permanent(slot));
            }
            subscriber.execute(
                    "CREATE ROLE " + role + " LOGIN",
                    "CREATE TABLE t (a int PRIMARY KEY)",
                    "CREATE SUBSCRIPTION \"S \"\"1\" CONNECTION 'host=127.0.0.1 port=%d user=postgres dbname=%s password=S3CR3T'"
                                    .formatted(server.port(), publisher.name())
                            + " PUBLICATION \"P 1\" WITH (create_slot = false, slot_name = '" + slot + "')");
            for (String user : List.of("postgres", role)) {
                try (Session session =
                        PostgresTest.sessions(subscriber.as(user)).open("it")) {
                    Subscriptions subscriptions = new Subscriptions(session);
                    SubscriptionInfo[] seen = new SubscriptionInfo[1];
                    Deadline.after(Duration.ofSeconds(60))
                            .require(
                                    () -> {
                                        seen[0] = subscriptions.find("S \"1").orElseThrow();
                                        boolean ready =
                                                seen[0].tables().containsKey("r") || (major == 13 && user.equals(role));
                                        return ready && seen[0].workerPid().isPresent();
                                    },
                                    () -> "subscription ready, seen " + seen[0]);
                    SubscriptionInfo info = seen[0];
                    assertThat(info.owner()).isEqualTo("postgres");
                    assertThat(info.enabled()).contains(true);
                    assertThat(info.slot()).contains(slot);
                    assertThat(info.publications()).contains(List.of("P 1"));
                    assertThat(info.settings().containsKey("two_phase")).isEqualTo(major >= 15);
                    assertThat(info.settings().containsKey("failover")).isEqualTo(major >= 17);
                    assertThat(info.applyErrors()).isEqualTo(major >= 15 ? Optional.of(0L) : Optional.empty());
                    assertThat(info.toString()).doesNotContain("S3CR3T");
                    assertThat(subscriptions.list()).hasSize(1);
                    assertThat(subscriptions.find("s")).isEmpty();
                }
            }
            try (Session elsewhere = PostgresTest.sessions(publisher).open("it")) {
                assertThat(new Subscriptions(elsewhere).list())
                        .as("it belongs to another database")
                        .isEmpty();
            }
            try (Session session = PostgresTest.sessions(subscriber).open("it");
                    Session source = PostgresTest.sessions(publisher).open("it")) {
                assertThat(new Subscriptions(session).drop("S \"1")).isTrue();
                assertThat(new Subscriptions(session).drop("S \"1")).isFalse();
                assertThat(new Slots(source).find(slot)).isEmpty();
            }
            subscriber.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }
}
