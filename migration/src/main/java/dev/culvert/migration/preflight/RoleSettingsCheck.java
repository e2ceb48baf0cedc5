package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Settings of the role or the database that a subscription's worker, which Culvert cannot set anew, would get. */
final class RoleSettingsCheck extends ServerCheck {
    private static final String READ_ONLY = "default_transaction_read_only=on";

    RoleSettingsCheck(ServerContext context) {
        super("settings of the role", ErrorCode.PG_SETTING, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = session.list(
                """
                SELECT c.setting, CASE WHEN s.setrole = 0 THEN 'DATABASE' ELSE 'ROLE' END AS what,
                       CASE WHEN s.setrole = 0 THEN d.datname ELSE r.rolname END AS who
                FROM pg_catalog.pg_db_role_setting AS s
                JOIN pg_catalog.pg_roles AS r ON r.rolname = current_user
                JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
                CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (setting)
                WHERE s.setrole IN (0, r.oid) AND s.setdatabase IN (0, d.oid)
                  AND pg_catalog.split_part(c.setting, '=', 1) IN ('default_transaction_read_only', 'lock_timeout',
                      'session_replication_role', 'statement_timeout', 'transaction_timeout', 'wal_sender_timeout',
                      'idle_in_transaction_session_timeout')
                ORDER BY 1""",
                row -> finding(
                        row.text("setting").equals(READ_ONLY) ? Severity.ERROR : Severity.WARNING,
                        (row.text("what").equals("ROLE") ? "role " : "database ") + row.text("who"),
                        "It has " + row.text("setting") + ", which a replication worker gets too.",
                        "ALTER " + row.text("what") + " " + Identifier.quote(row.text("who")) + " RESET "
                                + row.text("setting")
                                        .substring(0, row.text("setting").indexOf('=')) + ";"));
        return findings.isEmpty() ? passed("None that would disturb a replication worker.") : findings;
    }
}
