package dev.culvert.postgres.publication;

import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Statements about publications. ONLY throughout: children by INHERITS have rules of their own. */
final class PublicationSql {

    private PublicationSql() {}

    static String create(PublicationSpec spec) {
        String tables = spec.tables().isEmpty() ? "" : " FOR TABLE " + tables(spec.tables());
        return "CREATE PUBLICATION " + Identifier.quote(spec.name()) + tables + " WITH (" + options(spec) + ")";
    }

    static String addTables(String publication, Collection<PublicationSpec.Table> tables) {
        return alter(publication) + " ADD TABLE " + tables(tables);
    }

    static String dropTables(String publication, Collection<TableId> tables) {
        return alter(publication) + " DROP TABLE "
                + tables.stream().map(id -> "ONLY " + QualifiedName.quote(id)).collect(Collectors.joining(", "));
    }

    static String dropSchemas(String publication, List<String> schemas) {
        return alter(publication) + " DROP TABLES IN SCHEMA "
                + schemas.stream().map(Identifier::quote).collect(Collectors.joining(", "));
    }

    static String setOptions(PublicationSpec spec) {
        return alter(spec.name()) + " SET (" + options(spec) + ")";
    }

    static String drop(String publication) {
        return "DROP PUBLICATION " + Identifier.quote(publication);
    }

    private static String alter(String publication) {
        return "ALTER PUBLICATION " + Identifier.quote(publication);
    }

    private static String options(PublicationSpec spec) {
        return "publish = " + Literal.quote(PublicationSpec.OPERATIONS) + ", publish_via_partition_root = "
                + spec.viaRoot()
                + (spec.generatedColumns() ? ", publish_generated_columns = stored" : "");
    }

    private static String tables(Collection<PublicationSpec.Table> tables) {
        return tables.stream().map(PublicationSql::table).collect(Collectors.joining(", "));
    }

    private static String table(PublicationSpec.Table table) {
        String columns = table.columns()
                .map(list -> list.stream().map(Identifier::quote).collect(Collectors.joining(", ", " (", ")")))
                .orElse("");
        return "ONLY " + QualifiedName.quote(table.id()) + columns
                + table.filter().map(filter -> " WHERE (" + filter + ")").orElse("");
    }
}
