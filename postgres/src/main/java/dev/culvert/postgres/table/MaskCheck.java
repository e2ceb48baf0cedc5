package dev.culvert.postgres.table;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.MaskDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a table's columns may be masked as its rule says. */
public final class MaskCheck {
    /** text, bpchar and varchar. */
    private static final Set<Integer> CHARACTERS = Set.of(25, 1042, 1043);

    private MaskCheck() {}

    /** What stands against the masks, in the order of the columns; a mask of a column that is not there is not looked at. */
    public static List<String> problems(TableSchema table, List<MaskDefinition> masks) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            for (MaskDefinition mask : masks) {
                if (!mask.columns().contains(column.name())) {
                    continue;
                }
                String named = "Column \"" + column.name() + "\" of type "
                        + column.type().name();
                if (table.key().contains(i) && !mask.keepsIdentity()) {
                    problems.add(
                            named + " is of the key, which " + mask.kind() + " would make the same for many rows.");
                } else if (mask.truncate().isPresent() && !isCharacters(column.type())) {
                    problems.add(named + " is not of characters, and truncate takes no other.");
                }
            }
        }
        return List.copyOf(problems);
    }

    private static boolean isCharacters(ColumnType type) {
        ColumnType base = type.withoutDomains();
        return CHARACTERS.contains(base.oid())
                || base.kind() == ColumnType.Kind.BASE && base.name().equals("citext");
    }
}
