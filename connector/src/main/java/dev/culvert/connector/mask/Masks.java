package dev.culvert.connector.mask;

import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.snapshot.SnapshotHandler;
import dev.culvert.postgres.table.MaskCheck;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.MaskDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.mask.ValueMask;
import dev.culvert.schemas.mask.ValueMasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The masks of the captured tables of one run. A table without a mask goes through it as it is. Thread-safe. */
public final class Masks {
    private final Map<TableId, List<MaskDefinition>> byTable = new HashMap<>();
    private final Map<TableSchema, MaskedTable> shapes = new IdentityHashMap<>();
    private final ValueMasks values = new ValueMasks();

    /** Reads no salt yet. */
    public Masks(Collection<SelectedTable> tables) {
        for (SelectedTable table : tables) {
            if (!table.masks().isEmpty()) {
                byTable.put(table.id(), table.masks());
            }
        }
    }

    boolean isMasked(TableId table) {
        return byTable.containsKey(table);
    }

    /** Whether a column of this name is masked, which the table need not have. */
    public boolean isMasked(TableId table, String column) {
        return byTable.getOrDefault(table, List.of()).stream()
                .anyMatch(mask -> mask.columns().contains(column));
    }

    /**
     * A shape as records have it; the same instance for the same shape.
     *
     * @throws CulvertException {@link ErrorCode#MASK_UNSUPPORTED} if a column became one that cannot be masked so
     */
    public TableSchema schema(TableSchema table) {
        return isMasked(table.id()) ? shape(table).schema() : table;
    }

    /**
     * {@code column: mask} of each masked column of a shape, sorted: what is in a topic is under these masks.
     *
     * @throws CulvertException {@link ErrorCode#SECRET_MISSING}, {@link ErrorCode#MASK_SALT}
     */
    public List<String> fingerprints(TableSchema table) {
        if (!isMasked(table.id())) {
            return List.of();
        }
        Map<String, String> fingerprints = new TreeMap<>();
        List<Optional<MaskDefinition>> masks = shape(table).masks();
        for (int i = 0; i < masks.size(); i++) {
            String column = table.columns().get(i).name();
            masks.get(i).ifPresent(mask -> fingerprints.put(column, values.fingerprint(mask)));
        }
        return fingerprints.entrySet().stream()
                .map(mask -> mask.getKey() + ": " + mask.getValue())
                .toList();
    }

    /** Hands masked rows on. */
    public ChangeHandler over(ChangeHandler handler) {
        return byTable.isEmpty() ? handler : new MaskedChanges(this, handler);
    }

    /** Hands masked rows on. */
    public SnapshotHandler over(SnapshotHandler handler) {
        return byTable.isEmpty() ? handler : new MaskedSnapshot(this, handler);
    }

    /** For one thread. */
    MaskedRow row(TableSchema table) {
        MaskedTable masked = shape(table);
        List<Optional<ValueMask>> masks = new ArrayList<>();
        masked.masks().forEach(mask -> masks.add(mask.map(values::of)));
        return new MaskedRow(masked.schema(), masks);
    }

    private MaskedTable shape(TableSchema table) {
        List<MaskDefinition> definitions = byTable.get(table.id());
        synchronized (shapes) {
            return shapes.computeIfAbsent(table, shape -> {
                MaskCheck.problems(shape, definitions).stream().findFirst().ifPresent(problem -> {
                    throw new CulvertException(
                            ErrorCode.MASK_UNSUPPORTED,
                            "table " + shape.id(),
                            problem,
                            Changed.POSITION_KEPT,
                            "Mask it by hash, or leave it out: columns: {exclude: [...]}.");
                });
                return MaskedTable.of(shape, definitions);
            });
        }
    }
}
