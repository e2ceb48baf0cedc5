package dev.culvert.connector.server;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A test database as the product sees it. */
public record TestSource(PostgresDatabase database, Sessions sessions) {

    public static TestSource of(PostgresDatabase database) {
        return at(database, database.url());
    }

    /** Another way to the same database, such as through a proxy. */
    public static TestSource at(PostgresDatabase database, String url) {
        TlsDefinition noTls = new TlsDefinition(
                Optional.of(TlsDefinition.Mode.DISABLE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        ConnectionSettings settings = new ConnectionSettings(
                PostgresAddress.parse(url), Optional.empty(), noTls, "test", Duration.ofSeconds(10));
        return new TestSource(database, new Sessions(settings));
    }

    /** The shape of a table as a publication without a column list has it. */
    public TableSchema schema(String schema, String name) {
        return schema(new TableId(schema, name), List.of());
    }

    public TableSchema schema(String name) {
        return schema("public", name);
    }

    /** @param key the record's key, for a table whose identity is FULL */
    public TableSchema schema(TableId id, List<String> key) {
        try (Session session = sessions.open("test")) {
            Catalog catalog = new Catalog(session);
            Relation relation = catalog.find(id).orElseThrow();
            List<CatalogColumn> columns = catalog.columns(relation.oid()).stream()
                    .filter(column -> column.generated() == CatalogColumn.Generated.NO)
                    .toList();
            List<String> identity =
                    catalog.identity(relation.oid()).orElseThrow().columns();
            return Catalog.schema(relation, columns, key.isEmpty() ? identity : key);
        }
    }
}
