package dev.culvert.postgres.table;

import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a table can be published without PostgreSQL rejecting the application's updates and deletes. For a partitioned table
 * the rules are checked by PostgreSQL on the partition that a row lies in, so each must have the root's identity or more.
 *
 * @see <a href="https://www.postgresql.org/docs/current/logical-replication-publication.html">Publication, Replica Identity</a>
 */
final class IdentityCheck {
    private final Relation table;
    private final TableIdentity identity;
    private final TableFindings findings;

    IdentityCheck(Relation table, TableIdentity identity, TableFindings findings) {
        this.table = table;
        this.identity = identity;
        this.findings = findings;
    }

    void usable() {
        if (!identity.isUsable()) {
            findings.error(
                    ErrorCode.TABLE_NO_IDENTITY,
                    table.id(),
                    why(identity) + " Once it is published, PostgreSQL rejects every UPDATE and DELETE of it.",
                    remedy(table, identity));
        }
    }

    void leaves(List<Relation> leaves, Map<Long, TableIdentity> identities) {
        for (Relation leaf : leaves) {
            if (!leaf.isPublishable()) {
                findings.error(
                        ErrorCode.TABLE_KIND,
                        table.id(),
                        "Its partition " + leaf.id() + " is " + RuleMatcher.describe(leaf)
                                + ", whose changes are not in the WAL.",
                        (leaf.persistence() == Persistence.UNLOGGED
                                        ? "ALTER TABLE " + QualifiedName.quote(leaf.id())
                                                + " SET LOGGED; and if the table was captured already, "
                                                + RunCommandText.anew(table.id())
                                                + ", as what changed meanwhile is in no stream. Or detach"
                                        : "Detach")
                                + " the partition, or leave the table out.");
                continue;
            }
            TableIdentity own = identities.get(leaf.oid());
            boolean enough = own != null
                    && (identity.setting() == ReplicaIdentity.FULL
                            ? own.setting() == ReplicaIdentity.FULL
                            : own.isUsable() && identity.columns().stream().allMatch(own::covers));
            if (!enough) {
                findings.error(
                        ErrorCode.TABLE_NO_IDENTITY,
                        table.id(),
                        "Its partition " + leaf.id() + " has " + describe(own) + ", the table itself "
                                + describe(identity) + ".",
                        leafRemedy(leaf));
            }
        }
    }

    private String leafRemedy(Relation leaf) {
        String alter = "ALTER TABLE " + QualifiedName.quote(leaf.id()) + " REPLICA IDENTITY ";
        return switch (identity.setting()) {
            case FULL -> alter + "FULL;";
            case DEFAULT -> alter + "DEFAULT;";
            default -> alter + "USING INDEX <its index on " + String.join(", ", identity.columns()) + ">;";
        };
    }

    void columnList(Optional<List<String>> list, List<Relation> leaves, Map<Long, TableIdentity> identities) {
        if (list.isEmpty()) {
            return;
        }
        boolean full = identity.setting() == ReplicaIdentity.FULL
                || leaves.stream()
                        .map(leaf -> identities.get(leaf.oid()))
                        .anyMatch(own -> own != null && own.setting() == ReplicaIdentity.FULL);
        if (full) {
            findings.error(
                    ErrorCode.COLUMN_LIST_BREAKS_UPDATES,
                    table.id(),
                    "Its replica identity is FULL, with which PostgreSQL takes no column list:"
                            + " it would reject every UPDATE and DELETE.",
                    "Take columns out of the rule, or: ALTER TABLE " + QualifiedName.quote(table.id())
                            + " REPLICA IDENTITY DEFAULT;");
            return;
        }
        List<String> lacking = new ArrayList<>(identity.columns());
        leaves.forEach(leaf -> Optional.ofNullable(identities.get(leaf.oid())).ifPresent(own -> own.columns().stream()
                .filter(column -> !lacking.contains(column))
                .forEach(lacking::add)));
        lacking.removeAll(list.get());
        if (!lacking.isEmpty()) {
            findings.error(
                    ErrorCode.COLUMN_LIST_BREAKS_UPDATES,
                    table.id(),
                    "The column list leaves out " + quoted(lacking) + " of its replica identity:"
                            + " PostgreSQL would reject every UPDATE and DELETE.",
                    "Leave those columns in.");
        }
    }

    /** @param list the column list, which has its own check */
    void identityIsPublished(List<String> published, Optional<List<String>> list) {
        List<String> lacking = new ArrayList<>(identity.columns());
        lacking.removeAll(published);
        if (!lacking.isEmpty() && list.isEmpty()) {
            findings.error(
                    ErrorCode.TABLE_NO_IDENTITY,
                    table.id(),
                    "Columns of its replica identity are never in the stream: " + quoted(lacking) + ".",
                    "Choose an identity without generated columns, or FULL.");
        }
    }

    void filter(Iterable<String> columns) {
        List<String> outside = new ArrayList<>();
        for (String column : columns) {
            if (!identity.covers(column)) {
                outside.add(column);
            }
        }
        if (!outside.isEmpty()) {
            findings.error(
                    ErrorCode.FILTER_BREAKS_UPDATES,
                    table.id(),
                    "The row filter uses " + quoted(outside) + ", which " + (outside.size() == 1 ? "is" : "are")
                            + " not in its replica identity (" + String.join(", ", identity.columns())
                            + "): PostgreSQL would reject every UPDATE and DELETE.",
                    "Filter by columns of the identity, or: ALTER TABLE " + QualifiedName.quote(table.id())
                            + " REPLICA IDENTITY FULL;");
        }
    }

    /** The columns of the record's key: those of the rule if it names any, else the identity's. */
    List<String> key(Rule rule, List<CatalogColumn> columns) {
        List<String> published = columns.stream().map(CatalogColumn::name).toList();
        List<String> wanted = rule.definition().key();
        if (wanted.isEmpty()) {
            return identity.key().stream().allMatch(published::contains) ? identity.key() : List.of();
        }
        List<String> good = new ArrayList<>();
        for (String column : wanted) {
            if (!published.contains(column)) {
                findings.error(
                        ErrorCode.COLUMN_MISSING,
                        table.id(),
                        "key names \"" + column + "\", which is no published column of it.",
                        "Correct key of rule " + rule.pattern() + ".");
            } else if (!identity.covers(column)) {
                findings.error(
                        ErrorCode.TABLE_NO_IDENTITY,
                        table.id(),
                        "key names \"" + column + "\", which is not in its replica identity ("
                                + String.join(", ", identity.columns()) + "): a delete would not tell its value.",
                        "Choose columns of the identity, or: ALTER TABLE " + QualifiedName.quote(table.id())
                                + " REPLICA IDENTITY FULL;");
            } else if (isNullable(column, columns)) {
                findings.error(
                        ErrorCode.TABLE_NO_IDENTITY,
                        table.id(),
                        "key names \"" + column + "\", which may be null: rows without it would share a key, and"
                                + " compaction would take them for one.",
                        "Choose columns that are never null, or: ALTER TABLE " + QualifiedName.quote(table.id())
                                + " ALTER COLUMN " + Identifier.quote(column) + " SET NOT NULL;");
            } else {
                good.add(column);
            }
        }
        return good;
    }

    private static boolean isNullable(String name, List<CatalogColumn> columns) {
        return columns.stream().anyMatch(column -> column.name().equals(name) && column.nullable());
    }

    private static String why(TableIdentity identity) {
        return switch (identity.setting()) {
            case NOTHING -> "Its replica identity is NOTHING.";
            case INDEX -> "Its replica identity is an index that is gone or not valid.";
            case DEFAULT ->
                identity.primaryKeyDeferrable()
                        ? "Its primary key is deferrable, which is no replica identity."
                        : "It has no primary key, and its replica identity is DEFAULT.";
            case FULL -> "Its replica identity is FULL.";
        };
    }

    private static String remedy(Relation table, TableIdentity identity) {
        String name = QualifiedName.quote(table.id());
        return identity.setting() == ReplicaIdentity.NOTHING
                        && !identity.primaryKey().isEmpty()
                ? "ALTER TABLE " + name + " REPLICA IDENTITY DEFAULT;"
                : "Give it a primary key, or: ALTER TABLE " + name + " REPLICA IDENTITY FULL;";
    }

    private static String describe(TableIdentity identity) {
        if (identity == null || !identity.isUsable()) {
            return "no usable replica identity";
        }
        return identity.setting() == ReplicaIdentity.FULL
                ? "replica identity FULL"
                : "the replica identity (" + String.join(", ", identity.columns()) + ")";
    }

    private static String quoted(List<String> columns) {
        return "\"" + String.join("\", \"", columns) + "\"";
    }
}
