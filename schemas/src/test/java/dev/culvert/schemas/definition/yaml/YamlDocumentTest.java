package dev.culvert.schemas.definition.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class YamlDocumentTest {

    private static YamlException refused(String text) {
        return Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> catchThrowableOfType(YamlException.class, () -> YamlDocument.read(text)));
    }

    @Test
    void knowsWhereEverythingStands() throws YamlException {
        YamlNode.Mapping root = (YamlNode.Mapping) YamlDocument.read("# a comment\na:\n  - b\n  - {c: 12}\n");

        YamlNode.Entry a = root.entries().get("a");
        assertThat(a.at()).isEqualTo(new Location(2, 1));
        YamlNode.Sequence list = (YamlNode.Sequence) a.value();
        assertThat(list.items().get(0)).isEqualTo(new YamlNode.Scalar(new Location(3, 5), "b", ScalarKind.TEXT));
        YamlNode.Mapping inner = (YamlNode.Mapping) list.items().get(1);
        assertThat(inner.at()).isEqualTo(new Location(4, 5));
        assertThat(inner.entries().get("c").value())
                .isEqualTo(new YamlNode.Scalar(new Location(4, 9), "12", ScalarKind.INTEGER));
    }

    @Test
    void keepsTheFirstOfTwoAndTellsOfTheOther() throws YamlException {
        YamlNode.Mapping root = (YamlNode.Mapping) YamlDocument.read("a: 1\na: 2\n");

        assertThat(root.entries().get("a").value().at()).isEqualTo(new Location(1, 4));
        assertThat(root.duplicates())
                .containsExactly(new YamlNode.Duplicate(new Location(2, 1), "a", new Location(1, 1)));
    }

    @Test
    void aBombOfAliasesDoesNotGoOff() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }

        YamlException error = refused(laughs.toString());

        assertThat(error.code()).isEqualTo(ErrorCode.DEF_LIMIT);
        assertThat(error.at().line()).isEqualTo(2);
    }

    @Test
    void depthIsLimited() {
        for (String open : new String[] {"[", "{a: ", "- ", "? "}) {
            YamlException error = refused(open.repeat(20_000));

            assertThat(error.code()).as(open).isEqualTo(ErrorCode.DEF_LIMIT);
        }
    }

    @Test
    void sizeIsLimited() {
        assertThat(refused("a".repeat(1024 * 1024 + 1)).code()).isEqualTo(ErrorCode.DEF_LIMIT);
    }

    @Test
    void nothingIsMadeFromATag() {
        YamlException error = refused("a: !!javax.script.ScriptEngineManager [x]");

        assertThat(error.code()).isEqualTo(ErrorCode.DEF_SYNTAX);
        assertThat(error.at()).isEqualTo(new Location(1, 4));
    }

    @Test
    void oneDocumentOnly() {
        assertThat(refused("a: 1\n---\nb: 2\n").at()).isEqualTo(new Location(2, 1));
        assertThat(refused("").getMessage()).isEqualTo("It is empty.");
        assertThat(refused("# only a comment\n").getMessage()).isEqualTo("It is empty.");
    }

    @Test
    void syntaxErrorsHaveAPlace() {
        assertThat(refused("a: [1, 2\nb: 3\n").at().line()).isEqualTo(2);
        assertThat(refused("a:\n\tb: 1\n").at()).isEqualTo(new Location(2, 1));
        assertThat(refused("ok: 1\nbad: \u0007\n").at()).isEqualTo(new Location(2, 6));
    }

    @Test
    void syntaxErrorsRepeatNothing() {
        for (String text : new String[] {
            "a: *S3CR3T", "a: !S3CR3T!x b", "a: \"\\S3CR3T\"", "%YAML S3CR3T\n---\n", "a: @S3CR3T", "a: 'S3CR3T"
        }) {
            YamlException error = refused(text);

            assertThat(error).as(text).isNotNull();
            assertThat(error.getMessage()).doesNotContain("S3CR3T");
        }
    }

    @Test
    void plainScalarsAreThoseOfYaml12() throws YamlException {
        assertThat(kind("no")).isEqualTo(ScalarKind.TEXT);
        assertThat(kind("on")).isEqualTo(ScalarKind.TEXT);
        assertThat(kind("1_000")).isEqualTo(ScalarKind.TEXT);
        assertThat(kind("12:30:45")).isEqualTo(ScalarKind.TEXT);
        assertThat(kind("true")).isEqualTo(ScalarKind.BOOLEAN);
        assertThat(kind("\"true\"")).isEqualTo(ScalarKind.TEXT);
        assertThat(kind("-12")).isEqualTo(ScalarKind.INTEGER);
        assertThat(kind("1e3")).isEqualTo(ScalarKind.FRACTION);
        assertThat(kind("~")).isEqualTo(ScalarKind.NOTHING);
    }

    private static ScalarKind kind(String text) throws YamlException {
        return ((YamlNode.Scalar) YamlDocument.read(text)).kind();
    }
}
