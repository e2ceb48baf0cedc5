package dev.culvert.migration.preflight;

import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Tables whose updates and deletes PostgreSQL would refuse as soon as they are published. */
final class ReplicaIdentityCheck extends TablesOfSourceCheck {
    ReplicaIdentityCheck(PreflightContext context) {
        super(
                "replica identities",
                ErrorCode.TABLE_NO_IDENTITY,
                context,
                "Every table that is moved has a usable replica identity.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        return tables.stream()
                .filter(SourceTable::streams)
                .filter(table -> !table.identity().isUsable())
                .map(this::without)
                .toList();
    }

    private Finding without(SourceTable table) {
        TableIdentity identity = table.identity();
        String why =
                switch (identity.setting()) {
                    case NOTHING -> "Its replica identity is NOTHING.";
                    case INDEX -> "Its replica identity is an index that is gone or not valid.";
                    default ->
                        identity.primaryKeyDeferrable()
                                ? "Its primary key is deferrable, which is no replica identity."
                                : "It has no primary key, and its replica identity is DEFAULT.";
                };
        boolean key = !identity.primaryKey().isEmpty() && !identity.primaryKeyDeferrable();
        return finding(
                Severity.ERROR,
                table.object(),
                why + " Once it is published, PostgreSQL refuses every UPDATE and DELETE of it, in production.",
                "ALTER TABLE " + table.sql() + " REPLICA IDENTITY " + (key ? "DEFAULT" : "FULL") + ";"
                        + (key ? "" : " or give it a primary key."));
    }
}
