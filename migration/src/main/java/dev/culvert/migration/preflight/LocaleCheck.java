package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Whether both databases encode and sort text alike. */
final class LocaleCheck extends PairCheck {
    private static final String UTF8 = "UTF8";

    /** Newer columns are read through JSON, since an older server does not know their names. */
    private static final String LOCALE =
            """
            SELECT pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
                   d.datcollate || ', ' || d.datctype AS locale,
                   COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') AS provider,
                   COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale', '') AS icu
            FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()""";

    private record Locale(String encoding, String names, String provider) {
        static Locale read(Session session) {
            return session.one(
                    LOCALE,
                    row -> new Locale(
                            row.text("encoding"), row.text("locale"), row.text("provider") + " " + row.text("icu")));
        }
    }

    LocaleCheck(PreflightContext context) {
        super("encoding and locale", ErrorCode.PG_LOCALE, context);
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        Locale from = Locale.read(source);
        Locale to = Locale.read(target);
        List<Finding> findings = new ArrayList<>();
        if (!from.encoding.equals(to.encoding)) {
            boolean holdsAll = to.encoding.equals(UTF8) && !from.encoding.equals("SQL_ASCII");
            findings.add(finding(
                    holdsAll ? Severity.WARNING : Severity.ERROR,
                    context().target().server(),
                    "The source's database is in " + from.encoding + ", the target's in " + to.encoding
                            + (holdsAll ? ": text is converted, and may get longer." : ": not every text fits."),
                    "Make the target's database anew: CREATE DATABASE ... ENCODING " + Literal.quote(from.encoding)
                            + " TEMPLATE template0;"));
        }
        if (!from.names.equals(to.names) || !from.provider.equals(to.provider)) {
            findings.add(
                    finding(
                            Severity.WARNING,
                            context().target().server(),
                            "The source's database has the locale " + from.names + " (provider " + from.provider.strip()
                                    + "), the target's " + to.names + " (provider " + to.provider.strip()
                                    + "): text sorts and compares in another way.",
                            "Make the target's database anew with the source's locale, or make sure that nothing relies on it."));
        }
        return orPassed(findings, to.encoding + ", " + to.names + " on both sides.");
    }
}
