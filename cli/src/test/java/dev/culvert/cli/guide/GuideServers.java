package dev.culvert.cli.guide;

import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The servers that a guide speaks of, by the names that it gives them. */
final class GuideServers implements AutoCloseable {
    private static final String PASSWORD = "guide-password";

    private final Path directory;
    private final PostgresServer old;
    private final PostgresServer next;
    private final PgBouncer pooler;
    private final Map<String, String> real = new LinkedHashMap<>();

    GuideServers(Path directory) throws IOException {
        this.directory = directory;
        this.old = PostgresServer.builder(15).password("super").durable().start();
        this.next = PostgresServer.builder(18).password("super").durable().start();
        for (PostgresServer server : new PostgresServer[] {old, next}) {
            server.maintenance()
                    .execute(
                            "CREATE ROLE culvert SUPERUSER LOGIN PASSWORD '" + PASSWORD + "'",
                            "CREATE DATABASE shop OWNER culvert");
        }
        this.pooler = PgBouncer.of(old)
                .databases("shop = host=%s port=%d\n".formatted(old.host(), old.port()))
                .user("culvert", PASSWORD)
                .start();
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        real.put("old:5432", "127.0.0.1:" + old.port());
        real.put("new:5432", "127.0.0.1:" + next.port());
        real.put("pool-1:6432", "127.0.0.1:" + pooler.port());
        real.put("/etc/pgbouncer/databases.ini", pooler.databasesFile().toString());
        real.put("{env: OLD_PASSWORD}", "{file: " + password + "}");
        real.put("{env: NEW_PASSWORD}", "{file: " + password + "}");
    }

    PostgresDatabase old() {
        return old.database("shop").as("culvert", PASSWORD);
    }

    PostgresDatabase next() {
        return next.database("shop").as("culvert", PASSWORD);
    }

    /** How applications get there. */
    String throughPooler() {
        return pooler.jdbcUrl("shop").replace("user=postgres", "user=culvert");
    }

    /** What a guide writes, with addresses that are there. */
    String real(String text) {
        String result = text;
        for (Map.Entry<String, String> name : real.entrySet()) {
            result = result.replace(name.getKey(), name.getValue());
        }
        return result;
    }

    /** What a command says, with the names of the guide. */
    String named(String text) {
        String result = text.replace(directory + "/", "");
        for (Map.Entry<String, String> name : real.entrySet()) {
            result = result.replace(name.getValue(), name.getKey());
        }
        return result;
    }

    @Override
    public void close() {
        pooler.close();
        next.close();
        old.close();
    }
}
