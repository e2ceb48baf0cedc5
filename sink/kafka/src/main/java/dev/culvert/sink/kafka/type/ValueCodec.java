package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Brings values of one PostgreSQL type, as PostgreSQL's own text in UTF-8, into Avro and JSON. Used by one thread at a time.
 *
 * <p>Every method throws {@link Undecodable} for a text that it cannot bring over without loss.
 */
public interface ValueCodec {

    /** What {@link #avro} takes where the schema is the codec's only branch, so that no index of a branch is written. */
    int NO_UNION = -1;

    /**
     * The Avro types that a value may be written as, the usual one first; never null's. More than one where values exist that
     * the usual one cannot hold.
     *
     * @param namespace for named types, of this value alone
     */
    List<Schema> branches(String namespace);

    /**
     * Writes a value, and before it the index of its branch.
     *
     * @param firstBranch index of this codec's first branch in the union; {@link #NO_UNION} if there is no union
     */
    void avro(Utf8 text, ByteOutput out, int firstBranch);

    /** Writes a value. */
    void json(Utf8 text, ByteOutput out);

    /** The schema of a value that may be null: a union with null first. */
    static Schema nullable(List<Schema> branches) {
        Schema[] all = new Schema[branches.size() + 1];
        all[0] = Schema.create(Schema.Type.NULL);
        for (int i = 0; i < branches.size(); i++) {
            all[i + 1] = branches.get(i);
        }
        return Schema.createUnion(all);
    }

    /** The schema of a value that is never null. */
    static Schema required(List<Schema> branches) {
        return branches.size() == 1 ? branches.get(0) : Schema.createUnion(branches);
    }

    /** What {@link #avro} takes for {@link #required}. */
    static int requiredBranch(List<Schema> branches) {
        return branches.size() == 1 ? NO_UNION : 0;
    }
}
