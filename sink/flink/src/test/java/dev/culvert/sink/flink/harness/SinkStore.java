package dev.culvert.sink.flink.harness;

import java.util.List;
import java.util.Map;

/** Where a sink brings tables to, as a reader of it sees them, whatever kind it is. */
public interface SinkStore extends AutoCloseable {

    /** The sink's entry in the definition but for its name: keys of YAML, one on each line. */
    String definition();

    /** The rows of a table: the text of each column as PostgreSQL's output functions write it, by the column's name; null for SQL NULL. */
    List<Map<String, String>> rows(String table);

    @Override
    void close();
}
