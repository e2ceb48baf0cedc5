package dev.culvert.migration.verify;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.Map;

/**
 * How often the rows of each table were changed, as the server counts it. Only for telling whether: a reset or a crash sets them
 * back, and a session tells them up to some seconds after its commit (before 15) or when it next is idle.
 */
final class ChangeCounters {
    private ChangeCounters() {}

    static Map<TableId, Long> read(Session session) {
        record Counted(TableId table, long changes) {}
        Map<TableId, Long> byTable = new HashMap<>();
        session.list(
                        """
                        SELECT schemaname, relname, n_tup_ins + n_tup_upd + n_tup_del AS changes
                        FROM pg_catalog.pg_stat_all_tables""",
                        row -> new Counted(
                                new TableId(row.text("schemaname"), row.text("relname")), row.number("changes")))
                .forEach(each -> byTable.put(each.table(), each.changes()));
        return byTable;
    }
}
