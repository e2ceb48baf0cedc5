package dev.culvert.sink.flink.source;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Says to Flink how a {@link PipelineElement} is written, so that nothing is left to Kryo. */
public final class PipelineElementType extends TypeInformation<PipelineElement> {
    public static final PipelineElementType INSTANCE = new PipelineElementType();
    private static final long serialVersionUID = 1;

    private PipelineElementType() {}

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<PipelineElement> getTypeClass() {
        return PipelineElement.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<PipelineElement> createSerializer(SerializerConfig config) {
        return PipelineElementSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "PipelineElement";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PipelineElementType;
    }

    @Override
    public int hashCode() {
        return PipelineElementType.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof PipelineElementType;
    }
}
