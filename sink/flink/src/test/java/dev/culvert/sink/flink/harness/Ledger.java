package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What each transaction leaves in tables whose key is {@code id}: a digest of all their rows, taken within the transaction, of writers that come one after
 * the other. It is kept in a schema that no pipeline has.
 */
public final class Ledger {
    private final PostgresDatabase database;

    Ledger(PostgresDatabase database) {
        this.database = database;
        database.execute(
                "CREATE SCHEMA kept",
                "CREATE TABLE kept.ledger (n bigint GENERATED ALWAYS AS IDENTITY, xid bigint, name text, digest text)");
    }

    /** The statement that notes what the transaction leaves in a table: its last. */
    String entry(String table) {
        return "INSERT INTO kept.ledger (xid, name, digest) SELECT pg_current_xact_id()::text::bigint, '" + table
                + "', md5(coalesce(string_agg(t::text, ',' ORDER BY id), '')) FROM public." + table + " t";
    }

    /**
     * The states that a table had, by the {@code txn_seq} that a state is complete to; those from before the first one have 0.
     *
     * @param numbers {@code txn_seq} of transactions, by their ids at the source
     */
    public NavigableMap<Long, String> states(String table, Map<Long, Long> numbers) {
        NavigableMap<Long, String> states = new TreeMap<>();
        for (List<String> row :
                database.query("SELECT xid::text, digest FROM kept.ledger WHERE name = ? ORDER BY n", table)) {
            states.put(numbers.getOrDefault(Long.valueOf(row.get(0)), 0L), row.get(1));
        }
        return states;
    }

    /** The digest of rows in the order of their ids, each as PostgreSQL writes a row that needs no quotes. */
    public static String digest(List<String> rows) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest(String.join(",", rows).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
