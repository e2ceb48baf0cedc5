package dev.culvert.schemas.change;

import java.util.Optional;

/**
 * A column that is captured.
 *
 * @param name its name, case and all
 * @param type its type
 * @param nullable whether the catalog allows null; a hint only, since every value field is nullable downstream
 * @param comment its comment in the catalog
 */
public record Column(String name, ColumnType type, boolean nullable, Optional<String> comment) {}
