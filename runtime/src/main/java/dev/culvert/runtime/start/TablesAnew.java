package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.privilege.Privilege;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Decides which tables come, go and begin anew, and brings the publication there. */
final class TablesAnew {
    private final PipelineDefinition definition;
    private final Publications publications;
    private final Publication publication;
    private final ServerVersion version;
    private final TablePrivileges privileges;
    private final ShapeRules rules;
    private final Consumer<Finding> notes;

    TablesAnew(
            PipelineDefinition definition,
            Publications publications,
            Publication publication,
            ServerVersion version,
            TablePrivileges privileges,
            ShapeRules rules,
            Consumer<Finding> notes) {
        this.definition = definition;
        this.publications = publications;
        this.publication = publication;
        this.version = version;
        this.privileges = privileges;
        this.rules = rules;
        this.notes = notes;
    }

    /**
     * @param now what the position would be valid for as things are
     * @throws CulvertException for what is asked for and cannot be, and for captured tables that cannot be captured any more;
     *     nothing was changed
     */
    TableChanges decide(OffsetRecord stored, TableSelection selection, PositionContext now, TableRequests requests) {
        TableChanges changes =
                TableChanges.of(stored, selection, definition.source().tables(), requests.again(), requests.forget());
        requireMeaning(requests, changes, selection, TableChanges.tables(stored.context()));
        tellWhatCannotBe(selection, stored.context(), changes);
        requireOutboxes(selection, stored.context(), changes);
        changes = changes.withRenewed(reshaped(stored.context(), now, selection, changes));
        changes = changes.withRenewed(respecified(stored.context(), now, selection, changes))
                .without(notPublished(selection, changes))
                .without(notPermitted(selection, changes));
        requireSnapshots(changes);
        requireBoundary(stored, changes);
        Statements statements = statements(selection.tables(), changes);
        if (!manages() && !statements.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.PUBLICATION_DIFFERS,
                    "publication \"" + publication.name() + "\"",
                    "It is not what the definition says, and publication.manage is false.",
                    Changed.NOTHING,
                    "Its owner runs: " + statements.sql(publication.name()));
        }
        return changes;
    }

    /**
     * The same changes, with more tables that begin anew.
     *
     * @throws CulvertException if they cannot; nothing was changed
     */
    TableChanges renew(OffsetRecord stored, TableChanges decided, Set<TableId> more) {
        Set<TableId> staying = new HashSet<>(more);
        staying.removeIf(table -> !decided.stays(table));
        TableChanges changes = decided.withRenewed(staying);
        requireSnapshots(changes);
        requireBoundary(stored, changes);
        return changes;
    }

    /** Takes out and puts in what {@link #decide} found. */
    void publish(List<SelectedTable> tables, TableChanges changes) {
        Statements statements = statements(tables, changes);
        if (!statements.isEmpty()) {
            publications.alter(publication.name(), statements.out(), statements.in());
        }
    }

    private boolean manages() {
        return definition.source().publication().manage();
    }

    private static void requireMeaning(
            TableRequests requests, TableChanges changes, TableSelection selection, Set<TableId> captured) {
        for (TablePattern pattern : requests.again()) {
            if (selection.tables().stream().noneMatch(table -> pattern.matches(table.id()))) {
                tellWhyNot(pattern, selection, captured);
                throw usage(
                        "--resnapshot " + pattern, "No captured table is meant by it.", "Case counts; * is a glob.");
            }
        }
        for (TablePattern pattern : requests.forget()) {
            selection.tables().stream()
                    .filter(table -> pattern.matches(table.id()))
                    .findFirst()
                    .ifPresent(table -> {
                        throw usage(
                                "--forget " + pattern,
                                "Table " + table.id() + " is there, and a rule of the definition means it.",
                                "Take it out of source.tables, by a narrower pattern.");
                    });
            if (changes.removed().stream().noneMatch(pattern::matches)) {
                throw usage("--forget " + pattern, "No table of the position is meant by it.", "Case counts.");
            }
        }
    }

    /** A table that is meant and cannot be captured as it is. */
    private static void tellWhyNot(TablePattern pattern, TableSelection selection, Set<TableId> captured) {
        Set<TableId> meant = new TreeSet<>(captured);
        pattern.exact().ifPresent(meant::add);
        List<Finding> errors = selection.errors().stream()
                .filter(error -> meant.stream()
                        .anyMatch(table ->
                                pattern.matches(table) && error.object().equals("table " + table)))
                .toList();
        if (!errors.isEmpty()) {
            throw CulvertException.of(errors, Changed.NOTHING);
        }
    }

    private static CulvertException usage(String object, String fact, String remedy) {
        return new CulvertException(ErrorCode.USAGE, object, fact, Changed.NOTHING, remedy);
    }

    /**
     * A captured table that cannot be captured any more stops, and so does what is wrong with a rule: a column that it is to leave
     * out and does not would come. Another table that a pattern means is left out, and said so.
     */
    private void tellWhatCannotBe(TableSelection selection, PositionContext stored, TableChanges changes) {
        Set<String> captured = new HashSet<>();
        TableChanges.tables(stored).stream()
                .filter(table -> !changes.removed().contains(table))
                .forEach(table -> captured.add("table " + table));
        List<Finding> errors = selection.errors().stream()
                .filter(error -> captured.contains(error.object()) || isOfDefinition(error))
                .toList();
        if (!errors.isEmpty()) {
            throw CulvertException.of(errors, Changed.NOTHING);
        }
        selection
                .errors()
                .forEach(error -> notes.accept(
                        new Finding(error.code(), Severity.WARNING, error.object(), error.fact(), error.remedy())));
        for (TableId table : new TreeSet<>(changes.removed())) {
            notes.accept(new Finding(
                    ErrorCode.POSITION_TABLES,
                    Severity.WARNING,
                    "table " + table,
                    "It is not captured any more.",
                    "Its topic stays as it is."));
        }
    }

    /** What an outbox had between two beginnings would be in no topic, so none begins anew that nobody asked for. */
    private void requireOutboxes(TableSelection selection, PositionContext then, TableChanges changes) {
        for (SelectedTable table : selection.tables()) {
            Optional<TableContext> old = find(then, table.id()).filter(any -> changes.stays(table.id()));
            if (old.isEmpty()) {
                continue;
            }
            boolean wasOutbox = old.get().topic().isEmpty();
            if (wasOutbox != table.isOutbox()) {
                throw outbox(
                        table,
                        wasOutbox
                                ? "It had no topic of its own, as an outbox has none, and is to have one now."
                                : "Its rows were records, and it is to be an outbox now.");
            }
            if (table.isOutbox() && publications.differs(spec(table), publication)) {
                throw outbox(table, "It is an outbox, and other columns or rows of it are to be published.");
            }
        }
    }

    private static CulvertException outbox(SelectedTable table, String fact) {
        return new CulvertException(
                ErrorCode.POSITION_TABLES,
                "table " + table.id(),
                fact,
                Changed.NOTHING,
                "Put it back as it was, or: " + RunCommandText.anew(table.id())
                        + ". What an outbox has between the position and that start is not sent: first let the pipeline, as it was, run"
                        + " to the last event.");
    }

    /** Tables of a shape that cannot be followed, or made again, if the definition says that such are copied. */
    private Set<TableId> reshaped(
            PositionContext then, PositionContext now, TableSelection selection, TableChanges changes) {
        if (definition.snapshot().onShapeChange() != SnapshotDefinition.OnShapeChange.COPY) {
            return Set.of();
        }
        Set<TableId> reshaped = new HashSet<>();
        for (SelectedTable table : selection.tables()) {
            Optional<TableContext> old = find(then, table.id());
            if (old.isEmpty() || table.isOutbox() || !changes.stays(table.id())) {
                continue;
            }
            boolean again = old.get().oid() != table.relation().oid();
            boolean other = find(now, table.id())
                    .filter(today -> today.membershipOid() == old.get().membershipOid())
                    .filter(today -> rules.obstacle(old.get(), today).isPresent()
                            || !today.keySchema().equals(old.get().keySchema())
                            || old.get().isKeyBrokenBy(today))
                    .isPresent();
            if (again || other) {
                reshaped.add(table.id());
            }
        }
        return reshaped;
    }

    /** A table that a rule names may be gone, which its position tells better. */
    private boolean isOfDefinition(Finding error) {
        return error.object().startsWith("rule ")
                || error.code() != ErrorCode.TABLE_MISSING
                        && definition.source().tables().stream()
                                .flatMap(rule -> TablePattern.parse(rule.table()).stream())
                                .flatMap(pattern -> pattern.exact().stream())
                                .anyMatch(table -> error.object().equals("table " + table));
    }

    /**
     * Tables whose columns, filter or masks the definition has otherwise than when they were published, by whoever manages that. A column
     * that was added to a table since is not in its list, and nobody asked for the table to be copied: it is left out, and told.
     */
    private Set<TableId> respecified(
            PositionContext then, PositionContext now, TableSelection selection, TableChanges changes) {
        Set<TableId> respecified = new HashSet<>();
        for (SelectedTable table : selection.tables()) {
            boolean untouched = find(then, table.id())
                    .flatMap(old -> find(now, table.id()).filter(today -> samePublished(old, today)))
                    .isPresent();
            if (!changes.stays(table.id()) || !untouched) {
                continue;
            }
            boolean otherwise = publications.differs(spec(table), publication);
            if (otherwise && isOnlyLaterColumns(then, table)) {
                tellLeftOut(table);
                otherwise = false;
            }
            if (otherwise || isMaskedOtherwise(then, now, table)) {
                respecified.add(table.id());
            }
        }
        return respecified;
    }

    /** What its topic has is under other masks, or under none, or under another salt. */
    private static boolean isMaskedOtherwise(PositionContext then, PositionContext now, SelectedTable table) {
        return !table.isOutbox()
                && !find(then, table.id())
                        .map(TableContext::masks)
                        .equals(find(now, table.id()).map(TableContext::masks));
    }

    /** Whether the rule says what it said then, and the list lacks only columns that came to be since. */
    private boolean isOnlyLaterColumns(PositionContext then, SelectedTable table) {
        List<String> listed =
                publication.find(table.id()).flatMap(Publication.Table::columns).orElse(List.of());
        boolean sameRule = find(then, table.id())
                .filter(old -> old.shape().choice().equals(table.choice()))
                .isPresent();
        PublicationSpec.Table wanted = spec(table);
        return sameRule
                && wanted.columns()
                        .filter(columns -> columns.containsAll(listed))
                        .isPresent()
                && !publications.differs(
                        new PublicationSpec.Table(wanted.id(), Optional.of(listed), wanted.filter()), publication);
    }

    private void tellLeftOut(SelectedTable table) {
        List<String> later = new ArrayList<>(table.columns());
        publication.find(table.id()).flatMap(Publication.Table::columns).ifPresent(later::removeAll);
        notes.accept(new Finding(
                ErrorCode.COLUMN_NOT_PUBLISHED,
                Severity.WARNING,
                "table " + table.id(),
                "Its columns " + String.join(", ", later)
                        + " are not captured: the publication's list of columns is older than they are.",
                RunCommandText.anew(table.id()) + " takes them in and copies the table anew."));
    }

    private static Optional<TableContext> find(PositionContext context, TableId table) {
        return context.tables().stream()
                .filter(each -> each.table().equals(table))
                .findFirst();
    }

    private static boolean samePublished(TableContext then, TableContext now) {
        return then.oid() == now.oid()
                && then.membershipOid() == now.membershipOid()
                && then.shape().hasColumnsOf(now.shape())
                && then.filter().equals(now.filter());
    }

    /** Tables that a pattern means and whose publication is somebody else's. */
    private Set<TableId> notPublished(TableSelection selection, TableChanges changes) {
        Set<TableId> left = new TreeSet<>();
        if (!manages()) {
            changes.added().stream()
                    .filter(table -> publication.find(table).isEmpty())
                    .forEach(left::add);
        }
        for (TableId table : left) {
            notes.accept(new Finding(
                    ErrorCode.PUBLICATION_DIFFERS,
                    Severity.WARNING,
                    "table " + table,
                    "A rule of the definition means it, and it is not captured: it is not in the publication.",
                    "Its owner runs: "
                            + Publications.alterSql(
                                    publication.name(),
                                    List.of(),
                                    List.of(spec(selection.find(table).orElseThrow())))));
        }
        return left;
    }

    /**
     * Tables that the role may not publish or read. Somebody else's table that a pattern means stops nothing; one that a rule names
     * does.
     */
    private Set<TableId> notPermitted(TableSelection selection, TableChanges changes) {
        Set<TableId> left = new TreeSet<>();
        if (!manages()) {
            return left;
        }
        for (TableId table : new TreeSet<>(changes.added())) {
            Optional<Privilege> missing =
                    publication.find(table).isPresent() ? Optional.empty() : missing(selection, table);
            if (missing.isEmpty()) {
                continue;
            }
            String fact = TablePrivileges.fact(missing.get());
            if (isNamed(table)) {
                throw new CulvertException(
                        ErrorCode.PG_PRIVILEGE,
                        "table " + table,
                        fact,
                        Changed.NOTHING,
                        missing.get().grant());
            }
            left.add(table);
            notes.accept(new Finding(
                    ErrorCode.PG_PRIVILEGE,
                    Severity.WARNING,
                    "table " + table,
                    "A pattern means it, and it is not captured. " + fact,
                    missing.get().grant()));
        }
        return left;
    }

    private Optional<Privilege> missing(TableSelection selection, TableId table) {
        return privileges.missing(selection.find(table).orElseThrow());
    }

    /** Whether a rule means this table and no other. */
    private boolean isNamed(TableId table) {
        return definition.source().tables().stream()
                .flatMap(rule -> TablePattern.parse(rule.table()).stream())
                .anyMatch(pattern -> pattern.exact().equals(Optional.of(table)));
    }

    private void requireSnapshots(TableChanges changes) {
        if (definition.snapshot().mode() == SnapshotDefinition.Mode.NEVER
                && !changes.renewed().isEmpty()) {
            throw new CulvertException(
                    ErrorCode.DEF_CONFLICT,
                    "table " + new TreeSet<>(changes.renewed()).first(),
                    "It would have to be copied anew, and snapshot.mode is never.",
                    Changed.NOTHING,
                    "Give it a new topic and another pipeline, or write snapshot: {mode: initial}.");
        }
    }

    /** Changes of a transaction that is written in part are counted, whichever table they are of. */
    private static void requireBoundary(OffsetRecord stored, TableChanges changes) {
        if (stored.position().insideTxn().isEmpty()) {
            return;
        }
        Set<TableId> passed = new TreeSet<>(changes.removed());
        passed.addAll(changes.renewed());
        passed.removeAll(stored.phase().renewed());
        if (!passed.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.POSITION_TABLES,
                    "table " + passed.iterator().next(),
                    "The position is inside a large transaction (xid "
                            + stored.position().insideTxn().get().xid()
                            + "), some of whose changes are written: a table can go or begin anew at its end only.",
                    Changed.NOTHING,
                    "Run the pipeline once as it was, past that transaction; then try again. Where it cannot get past: "
                            + RunCommandText.EVERYTHING_ANEW + " copies every table anew.");
        }
    }

    private Statements statements(List<SelectedTable> tables, TableChanges changes) {
        List<TableId> out = new ArrayList<>();
        List<PublicationSpec.Table> in = new ArrayList<>();
        changes.removed().stream()
                .filter(table -> publication.find(table).isPresent())
                .sorted()
                .forEach(out::add);
        for (SelectedTable table : tables) {
            if (!changes.pending().contains(table.id())) {
                continue;
            }
            if (publication.find(table.id()).isEmpty()) {
                in.add(spec(table));
            } else if (publications.differs(spec(table), publication)) {
                out.add(table.id());
                in.add(spec(table));
            }
        }
        return new Statements(out, in);
    }

    private PublicationSpec.Table spec(SelectedTable table) {
        return PublicationSpec.of(publication.name(), List.of(table), version)
                .tables()
                .get(0);
    }

    private record Statements(Collection<TableId> out, Collection<PublicationSpec.Table> in) {
        boolean isEmpty() {
            return out.isEmpty() && in.isEmpty();
        }

        String sql(String publication) {
            return Publications.alterSql(publication, out, in);
        }
    }
}
