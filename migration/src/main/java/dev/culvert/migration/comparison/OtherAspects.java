package dev.culvert.migration.comparison;

import dev.culvert.postgres.connection.ServerVersion;
import java.util.List;

/** Extensions, text search, foreign data, event triggers, access methods, conversions, languages, comments and labels. */
final class OtherAspects {
    /** Versions differ by nature, and are noted when an extension is made. */
    private static final String EXTENSIONS =
            """
            SELECT 'extension ' || e.extname AS object, ARRAY['schema ' || n.nspname] AS facts
            FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace""";

    private static final String CONFIGURATIONS =
            """
            SELECT 'text search configuration ' || n.nspname || '.' || c.cfgname AS object,
              pg_catalog.array_remove(ARRAY['owner ' || pg_catalog.pg_get_userbyid(c.cfgowner), 'parser ' || p.prsname,
                'mappings ' || (SELECT pg_catalog.string_agg(m.maptokentype || ' ' || m.mapdict::pg_catalog.regdictionary, ', '
                  ORDER BY m.maptokentype, m.mapseqno) FROM pg_catalog.pg_ts_config_map AS m WHERE m.mapcfg = c.oid)], NULL) AS facts
            FROM pg_catalog.pg_ts_config AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
            JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser WHERE :user(n) AND :own(pg_ts_config, c.oid)""";

    private static final String DICTIONARIES =
            """
            SELECT 'text search dictionary ' || n.nspname || '.' || d.dictname AS object,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(d.dictowner), 'template ' || t.tmplname,
                'options ' || coalesce(d.dictinitoption, '')] AS facts
            FROM pg_catalog.pg_ts_dict AS d JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
            JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate WHERE :user(n) AND :own(pg_ts_dict, d.oid)""";

    private static final String PARSERS =
            """
            SELECT 'text search parser ' || n.nspname || '.' || p.prsname AS object,
              ARRAY[pg_catalog.concat_ws(' ', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype)] AS facts
            FROM pg_catalog.pg_ts_parser AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
            WHERE :user(n) AND :own(pg_ts_parser, p.oid)
            UNION ALL
            SELECT 'text search template ' || n.nspname || '.' || t.tmplname,
              ARRAY[pg_catalog.concat_ws(' ', t.tmplinit, t.tmpllexize)]
            FROM pg_catalog.pg_ts_template AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
            WHERE :user(n) AND :own(pg_ts_template, t.oid)""";

    /** Options of user mappings may be passwords: their MD5 is compared. */
    private static final String FOREIGN =
            """
            SELECT 'foreign data wrapper ' || w.fdwname AS object,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(w.fdwowner), 'options ' || coalesce((SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(w.fdwoptions) AS o), ''),
                'functions ' || w.fdwhandler::pg_catalog.regproc || ' ' || w.fdwvalidator::pg_catalog.regproc] AS facts
            FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE :own(pg_foreign_data_wrapper, w.oid)
            UNION ALL
            SELECT 'server ' || s.srvname,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(s.srvowner), 'options ' || coalesce((SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(s.srvoptions) AS o), ''),
                'wrapper ' || w.fdwname, 'type ' || coalesce(s.srvtype, '') || ' ' || coalesce(s.srvversion, '')]
            FROM pg_catalog.pg_foreign_server AS s JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
            WHERE :own(pg_foreign_server, s.oid)
            UNION ALL
            SELECT 'user mapping of ' || u.usename || ' for ' || u.srvname,
              ARRAY['options ' || pg_catalog.md5(coalesce((SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(u.umoptions) AS o), ''))]
            FROM pg_catalog.pg_user_mappings AS u""";

    private static final String EVENT_TRIGGERS =
            """
            SELECT 'event trigger ' || t.evtname AS object,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(t.evtowner), 'on ' || t.evtevent || coalesce(' ' || t.evttags::pg_catalog.text, ''),
                'function ' || t.evtfoid::pg_catalog.regproc, 'enabled ' || t.evtenabled::pg_catalog.text] AS facts
            FROM pg_catalog.pg_event_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.evtfoid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
            WHERE n.nspname <> 'culvert' AND :own(pg_event_trigger, t.oid)""";

    private static final String MACHINERY =
            """
            SELECT 'access method ' || a.amname AS object, ARRAY['handler ' || a.amhandler, 'type ' || a.amtype::pg_catalog.text] AS facts
            FROM pg_catalog.pg_am AS a WHERE a.oid >= 16384 AND :own(pg_am, a.oid)
            UNION ALL
            SELECT 'conversion ' || n.nspname || '.' || c.conname,
              ARRAY['from ' || pg_catalog.pg_encoding_to_char(c.conforencoding) || ' to ' || pg_catalog.pg_encoding_to_char(c.contoencoding),
                'function ' || c.conproc, CASE WHEN c.condefault THEN 'default' ELSE 'not default' END,
                'owner ' || pg_catalog.pg_get_userbyid(c.conowner)]
            FROM pg_catalog.pg_conversion AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
            WHERE :user(n) AND :own(pg_conversion, c.oid)
            UNION ALL
            SELECT 'language ' || l.lanname, ARRAY['owner ' || pg_catalog.pg_get_userbyid(l.lanowner),
                'trusted ' || l.lanpltrusted, 'handler ' || l.lanplcallfoid::pg_catalog.regproc]
            FROM pg_catalog.pg_language AS l WHERE l.oid >= 16384 AND :own(pg_language, l.oid)
            UNION ALL
            SELECT 'transform for ' || pg_catalog.format_type(t.trftype, NULL) || ' in ' || l.lanname,
              ARRAY['functions ' || t.trffromsql::pg_catalog.regproc || ' ' || t.trftosql::pg_catalog.regproc]
            FROM pg_catalog.pg_transform AS t JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang WHERE :own(pg_transform, t.oid)""";

    /** Of whatever kind of object the user made, and of the schema public. */
    private static final String COMMENTS =
            """
            SELECT 'comment on ' || i.type || ' ' || i.identity AS object, ARRAY['text ' || pg_catalog.quote_literal(d.description)] AS facts
            FROM pg_catalog.pg_description AS d
            CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
            WHERE d.objoid >= 16384 AND coalesce(i.schema, '') <> 'culvert' AND i.identity !~ '^culvert\\.'
              AND d.classoid <> 'pg_catalog.pg_publication'::pg_catalog.regclass
              AND d.classoid <> 'pg_catalog.pg_subscription'::pg_catalog.regclass
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS own
                WHERE own.deptype IN ('e', 'i') AND own.classid = d.classoid AND own.objid = d.objoid AND own.refclassid
                  = 'pg_catalog.pg_extension'::pg_catalog.regclass)""";

    private static final String LABELS =
            """
            SELECT 'security label of ' || l.provider || ' on ' || l.objtype || ' ' || l.objname AS object,
              ARRAY['label ' || l.label] AS facts
            FROM pg_catalog.pg_seclabels AS l
            WHERE l.objtype NOT IN ('role', 'database', 'tablespace', 'subscription', 'publication', 'large object')""";

    private OtherAspects() {}

    /** From 15 on a collation may have ICU's locale, and from 16 on its rules. */
    private static String collationLocales(ServerVersion version) {
        String locale = version.isAtLeast(17)
                ? "coalesce(c.colllocale, c.collcollate || ' ' || c.collctype)"
                : version.isAtLeast(15)
                        ? "coalesce(c.colliculocale, c.collcollate || ' ' || c.collctype)"
                        : "CASE c.collprovider WHEN 'i' THEN c.collcollate ELSE c.collcollate || ' ' || c.collctype END";
        return """
            SELECT 'collation ' || n.nspname || '.' || c.collname AS object, ARRAY['locale ' || %s] AS facts
            FROM pg_catalog.pg_collation AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
            WHERE :user(n) AND :own(pg_collation, c.oid)"""
                .formatted(locale);
    }

    static List<String> of(ServerVersion version) {
        return List.of(
                EXTENSIONS,
                CONFIGURATIONS,
                DICTIONARIES,
                PARSERS,
                FOREIGN,
                EVENT_TRIGGERS,
                MACHINERY,
                COMMENTS,
                LABELS,
                collationLocales(version));
    }
}
