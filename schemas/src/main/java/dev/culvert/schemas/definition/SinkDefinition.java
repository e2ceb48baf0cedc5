package dev.culvert.schemas.definition;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.annotation.Between;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Required;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One entry of {@code sinks}. */
@Doc("A store that is kept equal to the tables by what the topics have. `culvert sink run FILE --sink NAME` runs it.")
public record SinkDefinition(
        @Required
                @Matches(
                        value = "[a-z]([a-z0-9-]{0,38}[a-z0-9])?",
                        says =
                                "up to 40 of `a` to `z`, `0` to `9` and `-`, beginning with a letter and not ending with `-`")
                @Example("analytics")
                @Doc("Its name. What it has reached is kept under it: under another name it begins anew.")
                String name,
        @Required @Doc("What it is.") Type type,
        @Doc(
                        "The database of a sink of type `postgres`. The user needs CREATE in it, and what the tables need if they are there already.")
                Optional<PostgresDefinition> postgres,
        @Doc("The catalog of a sink of type `iceberg`.") Optional<IcebergDefinition> iceberg,
        @Doc("The folder of a sink of type `files`.") Optional<FilesDefinition> files,
        @Example("analytics")
                @Doc(
                        "The schema, Iceberg's namespace, or the first part of a folder's name, that the tables are in; default: for each table that which it is in at the source.")
                Optional<String> schema,
        @Doc("Which of the pipeline's tables; default: all.") List<SinkTable> tables,
        @Between(min = "100ms", max = "1h")
                @Default("10s")
                @Doc(
                        "How often what has come is committed: all of it in one transaction, which ends where a transaction of the source did.")
                Duration commitInterval,
        @Default("stop")
                @Doc(
                        "What is done about a row that the store refuses for its values, that a filter fails on, or whose record cannot be read.")
                OnError onError) {

    public enum OnError {
        @Doc("Stop by name before it; nothing after it is applied.")
        STOP,
        @Doc(
                "Write it to the topic `<pipeline>.dead-letter.<sink>`, with the reason and its values as they would have arrived, and go on. The store lacks it until it is replayed.")
        DEAD_LETTER
    }

    public enum Type {
        @Doc("Tables of a PostgreSQL database.")
        POSTGRES,
        @Doc("Iceberg tables.")
        ICEBERG,
        @Doc("Parquet files of the changes themselves, each change once.")
        FILES
    }

    public SinkDefinition {
        tables = List.copyOf(tables);
    }

    /** Whether rows that cannot be applied go to a topic of their own. */
    public boolean writesLetters() {
        return onError == OnError.DEAD_LETTER;
    }

    /** Whether a table of the source is wanted. */
    public boolean takes(TableId table) {
        return tables.isEmpty() || rule(table).isPresent();
    }

    /** The name of a table of the source in the store: schema, or Iceberg's namespace, and name. */
    public TableId target(TableId table) {
        String in = schema.orElse(table.schema());
        return rule(table).flatMap(SinkTable::into).map(into -> named(into, in)).orElse(new TableId(in, table.name()));
    }

    private static TableId named(String into, String schema) {
        return TablePattern.parse(into).flatMap(TablePattern::exact).orElseGet(() -> new TableId(schema, into));
    }

    /** What is said of a table of the source; empty if nothing is. */
    public Optional<SinkTable> rule(TableId table) {
        return tables.stream()
                .filter(rule -> TablePattern.parse(rule.table())
                        .filter(pattern -> pattern.matches(table))
                        .isPresent())
                .findFirst();
    }
}
