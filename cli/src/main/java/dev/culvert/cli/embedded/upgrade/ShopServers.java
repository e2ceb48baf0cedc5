package dev.culvert.cli.embedded.upgrade;

import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How the servers are set up: Culvert is a superuser of both, the shop an ordinary role. */
final class ShopServers {
    private static final String CULVERT = "culvert";
    private static final String SHOP = "shop";

    private ShopServers() {}

    /** With a database that has nothing in it. */
    static PostgresServer empty(int major) {
        PostgresServer server = PostgresServer.start(major);
        server.maintenance().execute("CREATE ROLE culvert SUPERUSER LOGIN", "CREATE DATABASE shop");
        return server;
    }

    /** With the shop, and what it sold before. */
    static PostgresServer withShop(int major) {
        PostgresServer server = PostgresServer.start(major);
        server.maintenance()
                .execute(
                        "CREATE ROLE culvert SUPERUSER LOGIN",
                        "CREATE ROLE shop LOGIN",
                        "CREATE DATABASE shop OWNER shop");
        shop(server).execute(script());
        return server;
    }

    /** In transaction mode, with an entry of its own for the shop, in a file of its own. */
    static PgBouncer pooler(PostgresServer server) {
        return PgBouncer.of(server)
                .databases("shop = host=%s port=%d\n".formatted(server.host(), server.port()))
                .user(CULVERT, "")
                .user(SHOP, "")
                .start();
    }

    static PostgresDatabase culvert(PostgresServer server) {
        return server.database(SHOP).as(CULVERT);
    }

    static PostgresDatabase shop(PostgresServer server) {
        return server.database(SHOP).as(SHOP);
    }

    private static String script() {
        try (InputStream in = ShopServers.class.getResourceAsStream("/dev/culvert/cli/embedded/upgrade.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
