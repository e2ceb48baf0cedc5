package dev.culvert.schemas.definition.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.FilesDefinition;
import dev.culvert.schemas.definition.IcebergDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class SinkDefinitionTest {
    private static final String SINK =
            """
            sinks:
              - name: analytics
                type: postgres
                postgres: {url: "postgresql://loader@127.0.0.1/warehouse", password: {env: PW}}
                schema: shop
                tables: [{table: public.orders}, {table: "public.c*"}]
                commitInterval: 1s
              - {name: other, type: postgres, postgres: {url: "postgresql://loader@127.0.0.1/other"}, onError: dead-letter}
              - name: lake
                type: iceberg
                iceberg:
                  catalog: rest
                  uri: http://catalog:8181
                  properties: {s3.endpoint: "http://minio:9000"}
                  secrets: [{property: s3.secret-access-key, value: {env: KEY}}]
                  maintenance: {compactAfter: 20, keepSnapshots: 1d}
                tables: [{table: public.orders, partitionBy: ["days(created_at)", "bucket(16, id)"]}]
              - {name: log, type: files, files: {directory: /var/lib/culvert/log, rollSize: 64MB}}
            """;

    private static PipelineDefinition read(String yaml) {
        return DefinitionReader.read(yaml, "shop.yaml", PipelineDefinition.class);
    }

    private static AbstractListAssert<?, List<? extends Tuple>, Tuple, ObjectAssert<Tuple>> assertProblems(
            String yaml) {
        CulvertException error = catchThrowableOfType(CulvertException.class, () -> read(yaml));
        return assertThat(error.findings()).extracting(Finding::code, Finding::object);
    }

    private static String with(String what, String instead) {
        String changed = SINK.replace(what, instead);
        assertThat(changed).isNotEqualTo(SINK);
        return DefinitionReaderTest.SMALLEST + changed;
    }

    @Test
    void readsEveryKey() {
        List<SinkDefinition> sinks = read(DefinitionReaderTest.SMALLEST + SINK).sinks();

        assertThat(sinks).hasSize(4);
        SinkDefinition first = sinks.get(0);
        assertThat(first.name()).isEqualTo("analytics");
        assertThat(first.type()).isEqualTo(SinkDefinition.Type.POSTGRES);
        assertThat(first.schema()).contains("shop");
        assertThat(first.tables()).extracting(SinkTable::table).containsExactly("public.orders", "public.c*");
        assertThat(first.commitInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(first.writesLetters()).isFalse();
        assertThat(sinks.get(1).writesLetters()).isTrue();
        assertThat(sinks.get(1).schema()).isEqualTo(Optional.empty());
        assertThat(sinks.get(1).tables()).isEmpty();
        assertThat(sinks.get(1).commitInterval()).isEqualTo(Duration.ofSeconds(10));
        SinkDefinition lake = sinks.get(2);
        IcebergDefinition iceberg = lake.iceberg().orElseThrow();
        assertThat(lake.postgres()).isEmpty();
        assertThat(iceberg.catalog()).isEqualTo(IcebergDefinition.Catalog.REST);
        assertThat(iceberg.properties()).containsEntry("s3.endpoint", "http://minio:9000");
        assertThat(iceberg.secrets().get(0).property()).isEqualTo("s3.secret-access-key");
        assertThat(iceberg.formatVersion()).isEqualTo(2);
        assertThat(iceberg.maintenance().compactAfter()).contains(20);
        assertThat(iceberg.maintenance().keepSnapshots()).contains(Duration.ofDays(1));
        assertThat(lake.tables().get(0).partitionBy()).containsExactly("days(created_at)", "bucket(16, id)");
    }

    @Test
    void aTypeHasItsOwnKeys() {
        assertProblems(with("type: postgres\n", "type: iceberg\n"))
                .containsExactlyInAnyOrder(
                        tuple(ErrorCode.DEF_MISSING_KEY, "shop.yaml:10:5 sinks[0].iceberg"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:12:5 sinks[0].postgres"));
        assertProblems(with("{table: public.orders}", "{table: public.orders, partitionBy: [id]}"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:14:37 sinks[0].tables[0].partitionBy"));
        assertProblems(with("catalog: rest", "catalog: jdbc"))
                .containsExactly(tuple(ErrorCode.DEF_MISSING_KEY, "shop.yaml:20:7 sinks[2].iceberg.warehouse"));
        assertProblems(with("catalog: rest", "catalog: hadoop"))
                .containsExactlyInAnyOrder(
                        tuple(ErrorCode.DEF_MISSING_KEY, "shop.yaml:20:7 sinks[2].iceberg.warehouse"),
                        tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:21:7 sinks[2].iceberg.uri"));
        assertProblems(with("catalog: rest", "catalog: rest\n      user: somebody"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:21:7 sinks[2].iceberg.user"));
        assertProblems(with("value: {env: KEY}", "value: key"))
                .containsExactly(
                        tuple(ErrorCode.DEF_SECRET_INLINE, "shop.yaml:23:57 sinks[2].iceberg.secrets[0].value"));
        assertProblems(with("bucket(16, id)", "hash(id)"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:25:50 sinks[2].tables[0].partitionBy"));
    }

    @Test
    void filesHaveAFolder() {
        SinkDefinition log = read(DefinitionReaderTest.SMALLEST + SINK).sinks().get(3);
        assertThat(log.files()).contains(new FilesDefinition("/var/lib/culvert/log", 64L << 20));
        assertProblems(with("{directory: /var/lib/culvert/log, rollSize: 64MB}", "{rollSize: 1KB}"))
                .containsExactlyInAnyOrder(
                        tuple(ErrorCode.DEF_MISSING_KEY, "shop.yaml:26:37 sinks[3].files.directory"),
                        tuple(ErrorCode.DEF_VALUE, "shop.yaml:26:48 sinks[3].files.rollSize"));
        assertProblems(with("type: files, files: {directory: /var/lib/culvert/log, rollSize: 64MB}", "type: files"))
                .containsExactly(tuple(ErrorCode.DEF_MISSING_KEY, "shop.yaml:26:5 sinks[3].files"));
        assertProblems(with(
                        "{name: log, type: files,",
                        "{name: log, type: files, postgres: {url: \"postgresql://u@127.0.0.1/d\"},"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:26:30 sinks[3].postgres"));
    }

    @Test
    void tablesArriveAsTheirEntrySays() {
        SinkDefinition sink = read(with(
                        "{table: public.orders}",
                        "{table: public.orders, into: mart.all_orders, drop: [note], rename: [{column: total, to: amount}],"
                                + " mask: [{columns: [email], redact: x}], where: \"a = '${b}'\", metadata: [op, table]}"))
                .sinks()
                .get(0);
        TableId orders = new TableId("public", "orders");
        SinkTable rule = sink.rule(orders).orElseThrow();

        assertThat(sink.target(orders)).isEqualTo(new TableId("mart", "all_orders"));
        assertThat(sink.target(new TableId("public", "customers"))).isEqualTo(new TableId("shop", "customers"));
        assertThat(rule.drop()).containsExactly("note");
        assertThat(rule.rename()).containsExactly(new SinkTable.Rename("total", "amount"));
        assertThat(rule.mask().get(0).redact()).contains("x");
        assertThat(rule.where()).as("SQL has its own dollars").contains("a = '${b}'");
        assertThat(rule.tellsTable()).isTrue();
        assertThat(rule.deletes()).isEqualTo(SinkTable.Deletes.REMOVE);
        assertThat(rule.isPlain()).isFalse();
    }

    @Test
    void tablesThatCannotArriveAsTheirEntrySaysAreRefused() {
        assertProblems(with("{table: public.orders}", "{table: public.orders, into: \"a b\"}"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:43 sinks[0].tables[0].into"));
        assertProblems(with("{table: public.orders}", "{table: public.orders, into: a.b.c}"))
                .as("schema a.b, or table b.c")
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:43 sinks[0].tables[0].into"));
        assertProblems(with("{table: public.orders}", "{table: public.orders, into: " + "é".repeat(40) + "}"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:43 sinks[0].tables[0].into"));
        assertProblems(with(
                        "{table: public.orders}",
                        "{table: public.orders, rename: [{column: a, to: " + "x".repeat(64) + "}]}"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:62 sinks[0].tables[0].rename[0].to"));
        assertProblems(with("{table: public.orders}", "{table: \"public.o*\", into: all}"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:14:41 sinks[0].tables[0].into"));
        assertProblems(with("rollSize: 64MB}", "rollSize: 64MB}, tables: [{table: \"public.o*\", into: all}]"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:26:124 sinks[3].tables[0].into"));
        assertThat(read(with(
                                "{table: public.orders, partitionBy",
                                "{table: \"public.o*\", into: all, metadata: [table], partitionBy"))
                        .sinks())
                .hasSize(4);
        assertProblems(with("{table: public.orders}", "{table: public.orders, metadata: [when]}"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:47 sinks[0].tables[0].metadata"));
        assertProblems(with(
                        "{table: public.orders}",
                        "{table: public.orders, drop: [a], mask: [{columns: [a], redact: x}]}"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:14:65 sinks[0].tables[0].mask[0].columns"));
        assertProblems(with(
                        "{table: public.orders}",
                        "{table: public.orders, drop: [a], rename: [{column: a, to: b}, {column: c, to: b}]}"))
                .hasSize(2);
        assertProblems(with("{table: public.orders}", "{table: public.orders, where: a, deletes: mark}"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:14:56 sinks[0].tables[0].deletes"));
        assertProblems(with("{table: public.orders}", "{table: public.orders, deletes: keep}"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:46 sinks[0].tables[0].deletes"));
    }

    @Test
    void aSinkIntoItsOwnSourceIsRefused() {
        String source = DefinitionReaderTest.SMALLEST.replace(
                "postgres: {embedded: \"18\"}", "postgres: {url: \"postgresql://someone@127.0.0.1/other\"}");
        assertProblems(source + SINK).contains(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:16:51 sinks[1].postgres.url"));
        assertProblems(source + SINK.replace("type: postgres, postgres", "type: postgres, schema: public, postgres"))
                .contains(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:16:67 sinks[1].postgres.url"));
        assertThat(read(source + SINK.replace("type: postgres, postgres", "type: postgres, schema: mart, postgres"))
                        .sinks())
                .hasSize(4);
    }

    @Test
    void refusesWhatIsWrong() {
        assertProblems(with("type: postgres\n", "type: mysql\n"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:11:11 sinks[0].type"));
        assertProblems(with("schema: shop", "scheme: shop"))
                .containsExactly(tuple(ErrorCode.DEF_UNKNOWN_KEY, "shop.yaml:13:5 sinks[0].scheme"));
        assertProblems(with("name: other", "name: analytics"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:16:12 sinks[1].name"));
        assertProblems(with("{table: public.orders}", "{table: orders}"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:14:22 sinks[0].tables[0].table"));
        assertProblems(with("{url: \"postgresql://loader@127.0.0.1/other\"}", "{embedded: \"18\"}"))
                .containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:16:46 sinks[1].postgres.embedded"));
        assertProblems(with("password: {env: PW}", "password: secret"))
                .containsExactly(tuple(ErrorCode.DEF_SECRET_INLINE, "shop.yaml:12:74 sinks[0].postgres.password"));
        assertProblems(with("commitInterval: 1s", "commitInterval: 1ms"))
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:15:21 sinks[0].commitInterval"));
    }

    @Test
    void aListIsAList() {
        assertProblems(DefinitionReaderTest.SMALLEST + "sinks: none\n")
                .containsExactly(tuple(ErrorCode.DEF_TYPE, "shop.yaml:9:8 sinks"));
        assertProblems(DefinitionReaderTest.SMALLEST + "sinks: []\n")
                .containsExactly(tuple(ErrorCode.DEF_VALUE, "shop.yaml:9:8 sinks"));
    }

    @Test
    void needsEachRecordOnce() {
        String yaml = DefinitionReaderTest.SMALLEST.replace(
                        "kafka: {embedded: true}", "kafka: {embedded: true, delivery: at-least-once}")
                + SINK;

        assertProblems(yaml).containsExactly(tuple(ErrorCode.DEF_CONFLICT, "shop.yaml:7:35 kafka.delivery"));
    }
}
