package dev.culvert.migration.comparison;

import dev.culvert.postgres.connection.ServerVersion;
import java.util.List;

/** Functions, procedures, aggregates, operators and their classes. A body is told by its MD5. */
final class RoutineAspects {
    private static final String ROUTINES =
            """
            SELECT CASE p.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END || n.nspname || '.'
                || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS object,
              pg_catalog.array_remove(ARRAY[
                'owner ' || pg_catalog.pg_get_userbyid(p.proowner),
                'language ' || l.lanname,
                'returns ' || CASE WHEN p.proretset THEN 'set of ' ELSE '' END || pg_catalog.format_type(p.prorettype, NULL),
                'arguments ' || coalesce(p.proargmodes::pg_catalog.text, '') || coalesce(p.proargnames::pg_catalog.text, '')
                  || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format_type(a, NULL), ', ')
                       FROM pg_catalog.unnest(p.proallargtypes) AS a), ''),
                'defaults ' || pg_catalog.pg_get_expr(p.proargdefaults, 0),
                'kind ' || p.prokind::pg_catalog.text || ' volatility ' || p.provolatile::pg_catalog.text || ' parallel ' || p.proparallel::pg_catalog.text,
                CASE WHEN p.proisstrict THEN 'strict' END,
                CASE WHEN p.prosecdef THEN 'security definer' END,
                CASE WHEN p.proleakproof THEN 'leakproof' END,
                'cost ' || p.procost || ' rows ' || p.prorows,
                CASE WHEN p.prosupport <> 0 THEN 'support ' || p.prosupport END,
                'settings ' || (SELECT pg_catalog.string_agg(s, ' ' ORDER BY s) FROM pg_catalog.unnest(p.proconfig) AS s),
                'library ' || p.probin,
                'body ' || pg_catalog.md5(p.prosrc)%s], NULL) AS facts
            FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
            JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
            WHERE :user(n) AND :own(pg_proc, p.oid)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'i'
                AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid)""";

    private static final String AGGREGATES =
            """
            SELECT 'aggregate ' || n.nspname || '.' || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS object,
              pg_catalog.array_remove(ARRAY[
                'aggregate kind ' || a.aggkind::pg_catalog.text || ' direct ' || a.aggnumdirectargs,
                'functions ' || pg_catalog.concat_ws(' ', a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
                  a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn),
                'modes ' || a.aggfinalmodify::pg_catalog.text || a.aggmfinalmodify::pg_catalog.text || a.aggfinalextra || a.aggmfinalextra,
                'state ' || pg_catalog.format_type(a.aggtranstype, NULL) || ' ' || a.aggtransspace,
                'initial ' || a.agginitval,
                'sort ' || a.aggsortop::pg_catalog.regoper], NULL) AS facts
            FROM pg_catalog.pg_aggregate AS a JOIN pg_catalog.pg_proc AS p ON p.oid = a.aggfnoid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace WHERE :user(n) AND :own(pg_proc, p.oid)""";

    private static final String OPERATORS =
            """
            SELECT 'operator ' || o.oid::pg_catalog.regoperator AS object,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(o.oprowner), 'function ' || o.oprcode, 'result '
                || pg_catalog.format_type(o.oprresult, NULL), 'commutator ' || o.oprcom::pg_catalog.regoper,
                'negator ' || o.oprnegate::pg_catalog.regoper, 'estimators ' || o.oprrest || ' ' || o.oprjoin,
                CASE WHEN o.oprcanhash THEN 'hashes' ELSE 'does not hash' END,
                CASE WHEN o.oprcanmerge THEN 'merges' ELSE 'does not merge' END] AS facts
            FROM pg_catalog.pg_operator AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
            WHERE :user(n) AND :own(pg_operator, o.oid)""";

    private static final String CLASSES =
            """
            SELECT 'operator class ' || n.nspname || '.' || o.opcname || ' of ' || m.amname AS object,
              ARRAY['owner ' || pg_catalog.pg_get_userbyid(o.opcowner), 'family ' || f.opfname,
                'type ' || pg_catalog.format_type(o.opcintype, NULL), CASE WHEN o.opcdefault THEN 'default' ELSE 'not default' END]
                AS facts
            FROM pg_catalog.pg_opclass AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
            JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod JOIN pg_catalog.pg_opfamily AS f ON f.oid = o.opcfamily
            WHERE :user(n) AND :own(pg_opclass, o.oid)""";

    private static final String FAMILIES =
            """
            SELECT 'operator family ' || n.nspname || '.' || f.opfname || ' of ' || m.amname AS object,
              pg_catalog.array_remove(ARRAY['owner ' || pg_catalog.pg_get_userbyid(f.opfowner),
                'operators ' || (SELECT pg_catalog.string_agg(a.amopstrategy || ' ' || a.amopopr::pg_catalog.regoperator, ', '
                  ORDER BY a.amopstrategy, a.amopopr::pg_catalog.regoperator::pg_catalog.text)
                  FROM pg_catalog.pg_amop AS a WHERE a.amopfamily = f.oid),
                'functions ' || (SELECT pg_catalog.string_agg(a.amprocnum || ' ' || a.amproc::pg_catalog.regprocedure, ', '
                  ORDER BY a.amprocnum, a.amproc::pg_catalog.regprocedure::pg_catalog.text)
                  FROM pg_catalog.pg_amproc AS a WHERE a.amprocfamily = f.oid)], NULL) AS facts
            FROM pg_catalog.pg_opfamily AS f JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
            JOIN pg_catalog.pg_am AS m ON m.oid = f.opfmethod WHERE :user(n) AND :own(pg_opfamily, f.oid)""";

    private RoutineAspects() {}

    static List<String> of(ServerVersion version) {
        String body = version.isAtLeast(14) ? ", 'query ' || pg_catalog.pg_get_function_sqlbody(p.oid)" : "";
        return List.of(ROUTINES.formatted(body), AGGREGATES, OPERATORS, CLASSES, FAMILIES);
    }
}
