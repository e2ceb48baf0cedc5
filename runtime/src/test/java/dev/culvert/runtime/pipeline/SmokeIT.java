package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;

class SmokeIT {
    @Test
    void copiesThenStreamsUntilNow() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("smoke")) {
            db.execute(
                    "CREATE TABLE public.orders (id int8 PRIMARY KEY, note text, amount numeric(12,2), at timestamptz)",
                    "INSERT INTO public.orders SELECT g, 'n' || g, g / 7.0, now() FROM generate_series(1, 10000) g");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute(
                    "INSERT INTO public.orders VALUES (20001, 'later', 1, now())",
                    "DELETE FROM public.orders WHERE id = 5");
            RunningPipeline.untilNow(pipeline.yaml());
            assertThat(pipeline.records("public.orders")).isEqualTo(10002);
        }
    }
}
