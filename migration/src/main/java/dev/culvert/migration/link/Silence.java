package dev.culvert.migration.link;

import dev.culvert.postgres.connection.Session;

/** Keeps the statements of one transaction out of the server's log and statistics, where the role may (I12). */
final class Silence {

    private Silence() {}

    /**
     * For the rest of the session's transaction.
     *
     * @return whether the role may: only a superuser may set these
     */
    static boolean keep(Session session) {
        boolean superuser = session.one(
                        "SELECT pg_catalog.current_setting('is_superuser') AS is", row -> row.text("is"))
                .equals("on");
        if (superuser) {
            session.list(
                    """
                    SELECT pg_catalog.set_config(s.name, w.value, true)
                    FROM (VALUES ('log_statement', 'none'), ('log_duration', 'off'),
                                 ('log_min_duration_statement', '-1'), ('log_min_duration_sample', '-1'),
                                 ('log_transaction_sample_rate', '0'), ('log_min_error_statement', 'panic'),
                                 ('debug_print_parse', 'off'), ('debug_print_rewritten', 'off'), ('debug_print_plan', 'off'),
                                 ('debug_print_raw_parse', 'off'), ('track_activities', 'off'),
                                 ('pg_stat_statements.track_utility', 'off'), ('pgaudit.log', 'none')) AS w (name, value)
                    JOIN pg_catalog.pg_settings AS s ON s.name = w.name""",
                    row -> true);
        }
        return superuser;
    }
}
