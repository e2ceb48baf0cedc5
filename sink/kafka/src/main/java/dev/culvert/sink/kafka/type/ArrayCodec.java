package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Arrays. A column of PostgreSQL may hold arrays of any number of dimensions, and bounds that start anywhere; an Avro array has
 * one dimension. So: one dimension from 1 on, and the empty array, are an Avro array; everything else is a record of lower
 * bounds, lengths and the elements, the last dimension running fastest. Elements may be null.
 *
 * <p>In JSON nested arrays; where a lower bound is not 1, a string of PostgreSQL's text.
 */
final class ArrayCodec implements ValueCodec {
    private static final int LIST = 0;
    private static final int ARRAY = 1;
    private static final int NULL_ELEMENT = 0;
    private static final int FIRST_ELEMENT_BRANCH = 1;

    private final ValueCodec element;
    private final ArrayText array;
    private final Utf8 elementText = new Utf8();

    ArrayCodec(ValueCodec element, char delimiter) {
        this.element = element;
        this.array = new ArrayText(delimiter);
    }

    @Override
    public List<Schema> branches(String namespace) {
        Schema list = Schema.createArray(ValueCodec.nullable(element.branches(namespace + ".element")));
        Schema ints = Schema.createArray(Schema.create(Schema.Type.INT));
        Schema record = Schema.createRecord(
                "Array", "An array of several dimensions, or with a lower bound other than 1.", namespace, false);
        record.setFields(List.of(
                new Schema.Field("lower_bounds", ints, "Of each dimension."),
                new Schema.Field("lengths", ints, "Of each dimension."),
                new Schema.Field("elements", list, "The last dimension running fastest.")));
        return List.of(list, record);
    }

    @Override
    public void avro(Utf8 text, ByteOutput out, int firstBranch) {
        read(text);
        int dimensions = array.dimensions();
        if (dimensions == 0 || (dimensions == 1 && array.lowerBound(0) == 1)) {
            out.number(firstBranch + LIST);
        } else {
            out.number(firstBranch + ARRAY);
            out.number(dimensions);
            for (int i = 0; i < dimensions; i++) {
                out.number(array.lowerBound(i));
            }
            out.number(0);
            out.number(dimensions);
            for (int i = 0; i < dimensions; i++) {
                out.number(array.length(i));
            }
            out.number(0);
        }
        elements(out);
    }

    private void read(Utf8 text) {
        ByteOutput.requireValid(text);
        array.read(text.toString());
    }

    private void elements(ByteOutput out) {
        List<String> elements = array.elements();
        int count = elements.size();
        if (count > 0) {
            out.number(count);
            for (int i = 0; i < count; i++) {
                String each = elements.get(i);
                if (each == null) {
                    out.number(NULL_ELEMENT);
                } else {
                    element.avro(elementText.set(each), out, FIRST_ELEMENT_BRANCH);
                }
            }
        }
        out.number(0);
    }

    @Override
    public void json(Utf8 text, ByteOutput out) {
        read(text);
        if (!array.hasUsualBounds()) {
            JsonText.string(text, out);
        } else if (array.dimensions() == 0) {
            out.ascii("[]");
        } else {
            json(0, 0, out);
        }
    }

    /** Writes one dimension from an element on; returns the element after it. */
    private int json(int dimension, int from, ByteOutput out) {
        int at = from;
        out.raw((byte) '[');
        for (int i = 0; i < array.length(dimension); i++) {
            if (i > 0) {
                out.raw((byte) ',');
            }
            if (dimension + 1 < array.dimensions()) {
                at = json(dimension + 1, at, out);
                continue;
            }
            String each = array.elements().get(at++);
            if (each == null) {
                out.ascii("null");
            } else {
                element.json(elementText.set(each), out);
            }
        }
        out.raw((byte) ']');
        return at;
    }
}
