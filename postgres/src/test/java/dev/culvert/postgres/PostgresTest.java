package dev.culvert.postgres;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.Optional;

/** What the tests with servers have in common. */
public final class PostgresTest {

    private PostgresTest() {}

    public static TlsDefinition noTls() {
        return new TlsDefinition(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static ConnectionSettings settings(String url) {
        return ConnectionSettings.of(
                new PostgresDefinition(Optional.of(url), Optional.empty(), Optional.empty(), noTls()), "test");
    }

    /** Sessions with a database as its handle's user, who has no password. */
    public static Sessions sessions(PostgresDatabase database) {
        return new Sessions(settings(database.url()));
    }
}
