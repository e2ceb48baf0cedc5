package dev.culvert.migration.schema;

import java.util.Locale;

/** When an entry is made, as pg_dump has it. */
enum Section {
    /** Before the rows: types, functions, tables, views. */
    PRE_DATA,
    /** After the rows: indexes, constraints, triggers, rules, policies, contents of materialised views, event triggers. */
    POST_DATA;

    String option() {
        return "--section=" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
