package dev.culvert.postgres.table;

import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/** A rule of the definition with its pattern read. */
record Rule(TablePattern pattern, TableRule definition) {

    static Rule of(TableRule definition) {
        return new Rule(pattern(definition.table()), definition);
    }

    boolean isLiteral() {
        return pattern.exact().isPresent();
    }

    private static TablePattern pattern(String text) {
        return TablePattern.parse(text)
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.DEF_VALUE,
                        "table pattern " + text,
                        "It is not schema.name.",
                        Changed.NOTHING,
                        "Write schema.name; * and ? are globs, and a name with a dot in it stands in double quotes."));
    }
}
