package dev.culvert.runtime.shape;

import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.capture.StreamShape;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.TableShape;
import dev.culvert.schemas.position.WrittenSchema;
import dev.culvert.sink.kafka.record.TableFormat;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shapes of a run's tables as it goes on, and by them what its positions are valid for. Three threads use it: the engine's,
 * which is ahead and asks about shapes that it meets; the handler's, which says what shape the rows have that it writes; and the
 * watch's, which looks at the catalog.
 */
public final class CurrentShapes implements ShapeFollower {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentShapes.class);

    private final Sessions sessions;
    private final Function<Session, PositionContext> catalog;
    private final Captured captured;
    private final AtomicInteger versions = new AtomicInteger(1);
    private final Map<Version, Known> known = new ConcurrentHashMap<>();
    private final Map<TableId, Agreed> agreed = new ConcurrentHashMap<>();
    private final Map<TableId, TableSchema> current = new ConcurrentHashMap<>();
    private final Map<TableId, Known> metInTransaction = new TreeMap<>();
    private final AtomicReference<Optional<ShapeLook>> look = new AtomicReference<>(Optional.empty());
    private volatile Set<TableId> fixed = Set.of();
    private volatile PositionContext context;

    /** Masks make other schemas of the same versions. */
    private record Version(TableId table, int number) {
        static Version of(TableSchema schema) {
            return new Version(schema.id(), schema.version());
        }
    }

    /** A schema, with the numbers of its columns and the proof that goes with them. */
    private record Known(TableSchema schema, TableShape shape) {}

    /** A shape that stream and catalog agreed in, at a point of the stream. */
    private record Agreed(TableSchema schema, TableShape shape, Lsn point) {}

    /**
     * @param start what the position is valid for that the run begins with
     * @param captured its tables, in the shapes of that position
     * @param catalog reads the same as the catalog has it
     */
    public CurrentShapes(
            PositionContext start, Captured captured, Sessions sessions, Function<Session, PositionContext> catalog) {
        this.context = start;
        this.sessions = sessions;
        this.catalog = catalog;
        this.captured = captured;
        for (TableSchema schema : captured.schemas()) {
            find(start, schema.id())
                    .ifPresent(table -> known.put(Version.of(schema), new Known(schema, table.shape())));
            current.put(schema.id(), schema);
        }
    }

    /** What a position at the newest boundary is valid for. */
    public PositionContext context() {
        return context;
    }

    /** The shapes at the newest boundary. */
    public List<TableSchema> schemas() {
        return List.copyOf(current.values());
    }

    /** Tables that are still to be copied keep the shape that they are copied in; the others are followed. */
    public void fix(Collection<TableId> tables) {
        fixed = Set.copyOf(tables);
    }

    public boolean isFixed(TableId table) {
        return fixed.contains(table);
    }

    @Override
    public Optional<TableSchema> follow(TableSchema table, Lsn since, StreamShape seen) {
        if (isFixed(table.id())) {
            return Optional.empty();
        }
        Agreed base = base(table, since);
        if (seen.isOf(base.schema())) {
            return Optional.of(base.schema());
        }
        try (Session session = sessions.open("shape")) {
            TableContext now = find(catalog.apply(session), table.id())
                    .filter(found -> (int) found.oid() == table.relationOid())
                    .orElseThrow(() -> Refusals.shape(
                            table.id(), "Its shape changed in the stream, and it is not in the catalog any more."));
            TableShape shape = new SeenShape(table.id(), base.shape(), now.shape()).of(seen);
            ShapeSchemas schemas = new ShapeSchemas(session);
            ShapeChange.obstacle(
                            base.shape(), shape, column -> expressible(session).test(table.id(), column))
                    .ifPresent(fact -> {
                        throw Refusals.shape(table.id(), fact);
                    });
            TableShape followed = proven(base.shape(), ShapeChange.followed(base.shape(), shape));
            TableSchema schema = schemas.schema(base.schema(), followed, versions.incrementAndGet());
            known.put(Version.of(schema), new Known(schema, followed));
            LOG.info("table {} has another shape from here on: {}", table.id(), followed.columns());
            return Optional.of(schema);
        }
    }

    /** What is known of the shape so far: by the stream, or by a later point where no row told. */
    private Agreed base(TableSchema schema, Lsn since) {
        TableShape shape = known.get(Version.of(schema)).shape();
        Agreed last = agreed.get(schema.id());
        if (last == null) {
            return new Agreed(schema, shape, Lsn.ZERO);
        }
        if (!since.isAfter(last.point())) {
            return last;
        }
        // followed since, by proof that is older than what was seen at the point
        TableShape newer = new TableShape(
                shape.columns(),
                Math.max(shape.attributes(), last.shape().attributes()),
                last.shape().files(),
                last.shape().labels(),
                Stream.concat(shape.retired().stream(), last.shape().retired().stream())
                        .distinct()
                        .toList(),
                shape.choice());
        return new Agreed(schema, newer, last.point());
    }

    /**
     * The catalog may be far ahead of the stream: files, labels and what was altered must stay those of the proof, so that what comes
     * between is still seen.
     */
    private static TableShape proven(TableShape base, TableShape followed) {
        List<ColumnContext> columns = new ArrayList<>();
        for (ColumnContext column : followed.columns()) {
            columns.add(base.column(column.number())
                    .map(old -> new ColumnContext(
                            column.number(),
                            column.name(),
                            column.typeOid(),
                            column.typmod(),
                            column.type(),
                            column.missing(),
                            column.typmod() == old.typmod() && column.typeOid() == old.typeOid()
                                    ? old.altered()
                                    : column.altered()))
                    .orElse(column));
        }
        return new TableShape(
                        columns, base.attributes(), base.files(), base.labels(), followed.retired(), base.choice())
                .withColumns(columns);
    }

    /** The rows that are written from here on have this shape. On the handler's thread. */
    public void met(TableSchema schema) {
        TableSchema newest = current.get(schema.id());
        if (newest == null || newest.version() != schema.version()) {
            metInTransaction.put(schema.id(), known.get(Version.of(schema)));
        }
    }

    /** A boundary of the stream: what was met before it is what a position there is valid for. On the handler's thread. */
    public void boundary(Lsn end) {
        if (!metInTransaction.isEmpty()) {
            metInTransaction.values().forEach(this::become);
            metInTransaction.clear();
        }
        Optional<ShapeLook> last = look.get();
        if (last.isPresent() && end.isAfter(last.get().point())) {
            look.compareAndSet(last, Optional.empty());
            last.get().found().tables().forEach(table -> settle(table, last.get()));
        }
    }

    /** The newest look at the catalog; counts when the stream has passed its point. On the watch's thread. */
    public void looked(ShapeLook newest) {
        look.set(Optional.of(newest));
    }

    /** The schemas of tables whose shape in the catalog is another one. On the watch's thread. */
    public Map<TableId, TableSchema> schemas(PositionContext before, PositionContext found, Session session) {
        Map<TableId, TableSchema> schemas = new TreeMap<>();
        for (TableContext table : found.tables()) {
            TableSchema newest = current.get(table.table());
            Optional<TableContext> then = find(before, table.table());
            if (newest != null
                    && then.isPresent()
                    && !then.get().shape().hasColumnsOf(table.shape())
                    && !isFixed(table.table())) {
                TableShape followed = ShapeChange.followed(then.get().shape(), table.shape());
                schemas.put(
                        table.table(), new ShapeSchemas(session).schema(newest, followed, versions.incrementAndGet()));
            }
        }
        return schemas;
    }

    /** Stream and catalog agree in this table, unless it changed on the way. */
    private void settle(TableContext found, ShapeLook from) {
        TableId id = found.table();
        Optional<TableContext> now = find(context, id);
        Optional<TableContext> before = find(from.before(), id);
        if (now.isEmpty()
                || before.isEmpty()
                || isFixed(id)
                || !now.get().shape().hasColumnsOf(before.get().shape())) {
            return;
        }
        TableShape shape = ShapeChange.followed(now.get().shape(), found.shape());
        TableSchema schema = current.get(id);
        if (!shape.hasColumnsOf(now.get().shape())) {
            schema = from.schemas().get(id);
            LOG.info("table {} has another shape, and no row of it yet: {}", id, shape.columns());
        }
        if (schema == null) {
            return;
        }
        become(new Known(schema, shape));
        agreed.put(id, new Agreed(schema, shape, from.point()));
    }

    private void become(Known next) {
        TableSchema schema = next.schema();
        known.put(Version.of(schema), next);
        boolean other = current.put(schema.id(), schema) != schema;
        context = context.withTables(context.tables().stream()
                .map(table -> !table.table().equals(schema.id())
                        ? table
                        // an outbox has no topic and no format of its own
                        : other && !table.topic().isEmpty() ? inFormat(table, next) : table.withShape(next.shape()))
                .toList());
        if (other) {
            Set<WrittenSchema> written = new TreeSet<>(context.schemas());
            written.addAll(captured.written());
            context = context.withSchemas(List.copyOf(written));
        }
    }

    private TableContext inFormat(TableContext table, Known next) {
        TableFormat format = captured.format(next.schema());
        return table.withShape(
                next.shape(),
                format.keySchemaId(),
                format.valueSchemaId(),
                format.valueSchema().map(SchemaFingerprint::of).orElse(""),
                captured.masks().fingerprints(next.schema()));
    }

    /** For the session's thread. */
    public Expressible expressible(Session session) {
        return new Expressible(captured.isAvro(), captured.masks(), new ShapeSchemas(session));
    }

    private static Optional<TableContext> find(PositionContext context, TableId id) {
        return context.tables().stream()
                .filter(table -> table.table().equals(id))
                .findFirst();
    }
}
