package dev.culvert.benchmarks.reference;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Tool;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL's own client: a slot read into a file, up to where the WAL ends at the start. Confirms what it has read. */
public final class PgRecvlogical {

    private PgRecvlogical() {}

    /**
     * Text format, protocol version 1.
     *
     * @param changes how many the slot holds
     */
    public static PgRecvlogicalTurn read(
            int round, PostgresDatabase database, String slot, String publication, long changes) {
        String end = database.value("SELECT pg_logical_emit_message(true, 'culvert-benchmark', 'end')::text")
                .orElseThrow();
        try {
            Path file = Files.createTempFile("culvert-recvlogical", ".out");
            long startedAt = System.nanoTime();
            Tool.run(
                    "pg_recvlogical",
                    "--dbname",
                    database.url(),
                    "--slot",
                    slot,
                    "--start",
                    "--no-loop",
                    "--endpos",
                    end,
                    "--option",
                    "proto_version=1",
                    "--option",
                    "publication_names=" + publication,
                    "--file",
                    file.toString());
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            long bytes = Files.size(file);
            Files.delete(file);
            if (bytes < changes) {
                throw new BenchmarkException("pg_recvlogical wrote " + bytes + " bytes for " + changes + " changes");
            }
            return new PgRecvlogicalTurn(round, changes, bytes, seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
