package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import java.util.ArrayList;
import java.util.List;

/**
 * Large objects, which no stream carries: they are copied once, with owner, grants and comment, in the order of their numbers. A
 * copy that was interrupted goes on behind the last one that is there.
 */
final class LargeObjects {
    private static final int PIECE = 1 << 20;
    private static final int BATCH = 200;

    private final Session source;
    private final Session target;

    /**
     * @param source inside a transaction with the snapshot
     * @param target outside of one
     */
    LargeObjects(Session source, Session target) {
        this.source = source;
        this.target = target;
    }

    private record LargeObject(long id, String owner, List<String> grants, String comment) {}

    /** How many were copied. */
    long copy() {
        long last = target.one(
                "SELECT coalesce(max(oid::pg_catalog.int8), 0) AS last FROM pg_catalog.pg_largeobject_metadata",
                row -> row.number("last"));
        long copied = 0;
        List<LargeObject> batch = after(last);
        while (!batch.isEmpty()) {
            List<LargeObject> these = batch;
            target.transaction(() -> {
                these.forEach(this::copy);
                return true;
            });
            copied += batch.size();
            batch = after(batch.get(batch.size() - 1).id);
        }
        return copied;
    }

    private List<LargeObject> after(long last) {
        return source.list(
                """
                SELECT l.oid::pg_catalog.int8 AS id, pg_catalog.pg_get_userbyid(l.lomowner) AS owner,
                  coalesce(pg_catalog.obj_description(l.oid, 'pg_largeobject'), '') AS comment,
                  ARRAY(SELECT a.privilege_type || ' ON LARGE OBJECT ' || l.oid || ' TO '
                          || coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC')
                          || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                        FROM pg_catalog.aclexplode(l.lomacl) AS a LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
                        WHERE a.grantee <> l.lomowner ORDER BY 1) AS grants
                FROM pg_catalog.pg_largeobject_metadata AS l WHERE l.oid::pg_catalog.int8 > ? ORDER BY l.oid LIMIT ?""",
                row -> new LargeObject(row.number("id"), row.text("owner"), row.texts("grants"), row.text("comment")),
                last,
                BATCH);
    }

    private void copy(LargeObject object) {
        target.list("SELECT pg_catalog.lo_create(?::pg_catalog.oid)", row -> true, object.id);
        long offset = 0;
        byte[] piece = piece(object.id, offset);
        while (piece.length > 0) {
            target.list(
                    "SELECT pg_catalog.lo_put(?::pg_catalog.oid, ?, ?) IS NULL", row -> true, object.id, offset, piece);
            offset += piece.length;
            piece = piece(object.id, offset);
        }
        List<String> statements = new ArrayList<>();
        object.grants.forEach(grant -> statements.add("GRANT " + grant));
        if (!object.comment.isEmpty()) {
            statements.add("COMMENT ON LARGE OBJECT " + object.id + " IS " + Literal.quote(object.comment));
        }
        statements.add("ALTER LARGE OBJECT " + object.id + " OWNER TO " + Identifier.quote(object.owner));
        target.update(String.join(";\n", statements));
    }

    private byte[] piece(long id, long offset) {
        return source.one(
                "SELECT pg_catalog.lo_get(?::pg_catalog.oid, ?, ?) AS piece",
                row -> row.bytes("piece"),
                id,
                offset,
                PIECE);
    }
}
