package dev.culvert.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.ColumnType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BinaryFormTest {
    private static final ColumnType INT4 = ColumnType.base(23, -1, "int4");
    private static final ColumnType INT8 = ColumnType.base(20, -1, "int8");

    private static ColumnType of(ColumnType.Kind kind, int oid, String schema, String name, ColumnType element) {
        return new ColumnType(oid, -1, schema, name, kind, Optional.ofNullable(element), List.of());
    }

    @Test
    void builtInTypesAreTheSameEverywhere() {
        assertThat(BinaryForm.isSame(INT4, INT4)).isTrue();
        assertThat(BinaryForm.isSame(INT4, ColumnType.base(23, 5, "int4"))).isTrue();
        assertThat(BinaryForm.isSame(INT4, INT8)).isFalse();
    }

    /** Its binary form is an oid, which belongs to another table there. */
    @Test
    void namesOfObjectsAreNot() {
        ColumnType regclass = ColumnType.base(2205, -1, "regclass");
        ColumnType array = of(ColumnType.Kind.ARRAY, 2210, "pg_catalog", "_regclass", regclass);
        assertThat(BinaryForm.isSame(regclass, regclass)).isFalse();
        assertThat(BinaryForm.isSame(array, array)).isFalse();
    }

    /** The oid of the element is in the form, and differs. */
    @Test
    void arraysOfOnesOwnTypesAreNot() {
        ColumnType here = of(ColumnType.Kind.ENUM, 16400, "public", "mood", null);
        ColumnType there = of(ColumnType.Kind.ENUM, 16900, "public", "mood", null);
        assertThat(BinaryForm.isSame(here, there)).isTrue();
        assertThat(BinaryForm.isSame(
                        of(ColumnType.Kind.ARRAY, 16401, "public", "_mood", here),
                        of(ColumnType.Kind.ARRAY, 16901, "public", "_mood", there)))
                .isFalse();
        ColumnType ints = of(ColumnType.Kind.ARRAY, 1007, "pg_catalog", "_int4", INT4);
        assertThat(BinaryForm.isSame(ints, ints)).isTrue();
    }

    @Test
    void adomainIsAsItsBase() {
        ColumnType here = of(ColumnType.Kind.DOMAIN, 16400, "public", "id", INT4);
        ColumnType there = of(ColumnType.Kind.DOMAIN, 16900, "public", "id", INT4);
        assertThat(BinaryForm.isSame(here, there)).isTrue();
        assertThat(BinaryForm.isSame(here, INT8)).isFalse();
    }

    @Test
    void whatExtensionsAndUsersMakeIsNot() {
        ColumnType base = of(ColumnType.Kind.BASE, 16400, "public", "hstore", null);
        ColumnType row = of(ColumnType.Kind.COMPOSITE, 16500, "public", "pair", null);
        assertThat(BinaryForm.isSame(base, base)).isFalse();
        assertThat(BinaryForm.isSame(row, row)).isFalse();
        assertThat(BinaryForm.isSame(ColumnType.base(142, -1, "xml"), ColumnType.base(142, -1, "xml")))
                .isFalse();
    }
}
