package dev.culvert.sink.flink.record;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The key of a record as it is in Kafka. The writer has one form for a value, so keys of one form are equal where their bytes are. Not for
 * several threads at once.
 */
public final class RecordKey {
    private final Form form;
    private final byte[] bytes;
    private final int hash;
    private final Change.Key known;

    /** How keys of one schema are read. */
    interface Form {
        List<String> names();

        List<String> values(byte[] bytes);

        void give(byte[] bytes, RowReceiver out);
    }

    /** @param form equal for keys of equal columns */
    RecordKey(Form form, byte[] bytes) {
        this.form = form;
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
        this.known = null;
    }

    private RecordKey(Change.Key known) {
        this.form = null;
        this.bytes = null;
        this.hash = known.values().hashCode();
        this.known = known;
    }

    static RecordKey known(Change.Key key) {
        return new RecordKey(key);
    }

    /** Whether both are of the same columns, and in the same form: only then equality says something. */
    public boolean isLike(RecordKey other) {
        return form == null || other.form == null
                ? form == other.form && known.names().equals(other.known.names())
                : form.equals(other.form);
    }

    /** Names of its columns. */
    public List<String> names() {
        return known == null ? form.names() : known.names();
    }

    /** PostgreSQL's text of its values. */
    public List<String> values() {
        return known == null ? form.values(bytes) : known.values();
    }

    /** The same, each as the record has it. */
    public void give(RowReceiver out) {
        if (known == null) {
            form.give(bytes, out);
        } else {
            known.values().forEach(out::text);
        }
    }

    Change.Key read() {
        return known == null ? new Change.Key(form.names(), form.values(bytes)) : known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key
                && hash == key.hash
                && Arrays.equals(bytes, key.bytes)
                && Objects.equals(known, key.known);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
