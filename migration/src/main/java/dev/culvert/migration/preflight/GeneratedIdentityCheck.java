package dev.culvert.migration.preflight;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replica identities with a column that is computed: it is not in the stream, so that nothing tells which row is meant. */
final class GeneratedIdentityCheck extends TablesOfSourceCheck {
    GeneratedIdentityCheck(PreflightContext context) {
        super(
                "generated columns",
                ErrorCode.TABLE_NO_IDENTITY,
                context,
                "None is a part of a replica identity; the target computes its own.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        List<SourceTable> streaming =
                tables.stream().filter(SourceTable::streams).toList();
        Map<Long, List<CatalogColumn>> columns = new Catalog(session)
                .columns(streaming.stream().map(table -> table.relation().oid()).toList());
        List<Finding> findings = new ArrayList<>();
        for (SourceTable table : streaming) {
            List<String> generated = columns.getOrDefault(table.relation().oid(), List.of()).stream()
                    .filter(column -> column.generated() != CatalogColumn.Generated.NO)
                    .map(CatalogColumn::name)
                    .filter(table.identity().columns()::contains)
                    .toList();
            if (!generated.isEmpty()) {
                findings.add(finding(
                        Severity.ERROR,
                        table.object(),
                        "Generated columns are a part of its replica identity: " + Names.of(generated) + ".",
                        "Choose an identity without them: ALTER TABLE " + table.sql()
                                + " REPLICA IDENTITY USING INDEX ...;"));
            }
        }
        return findings;
    }
}
