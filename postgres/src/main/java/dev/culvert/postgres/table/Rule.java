package dev.culvert.postgres.table;

import dev.culvert.schemas.definition.TableRule;

/** A rule of the definition with its pattern read. */
record Rule(TablePattern pattern, TableRule definition) {

    static Rule of(TableRule definition) {
        return new Rule(TablePattern.parse(definition.table()), definition);
    }

    boolean isLiteral() {
        return pattern.literal().isPresent();
    }
}
