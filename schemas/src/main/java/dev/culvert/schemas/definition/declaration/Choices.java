package dev.culvert.schemas.definition.declaration;

import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Spelling;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How the values of an enumeration are written. */
public final class Choices {
    private Choices() {}

    /** A value as it is written in a definition. */
    public static String spell(Enum<?> value) {
        Spelling spelling = field(value).getAnnotation(Spelling.class);
        return spelling == null ? value.name().toLowerCase(Locale.ROOT).replace('_', '-') : spelling.value();
    }

    static ValueType.Choice of(Class<?> enumeration) {
        Map<String, Enum<?>> values = new LinkedHashMap<>();
        Map<String, String> docs = new LinkedHashMap<>();
        for (Object constant : enumeration.getEnumConstants()) {
            Enum<?> value = (Enum<?>) constant;
            values.put(spell(value), value);
            Doc doc = field(value).getAnnotation(Doc.class);
            if (doc != null) {
                docs.put(spell(value), doc.value());
            }
        }
        return new ValueType.Choice(values, docs);
    }

    private static Field field(Enum<?> value) {
        try {
            return value.getDeclaringClass().getField(value.name());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
