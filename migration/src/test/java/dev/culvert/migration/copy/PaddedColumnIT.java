package dev.culvert.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blanks that a type puts at the end of every value are not sent, and are there again. */
class PaddedColumnIT {
    private static final String TABLE =
            """
            CREATE TABLE padded (id int, "the Code" char(20), short char(3), free bpchar, named blanks, many char(20)[],
              wider char(20), fixed char(16))""";

    private static final String BYTES =
            """
            SELECT id, encode(bpcharsend("the Code"), 'hex'), encode(bpcharsend(short), 'hex'), encode(bpcharsend(free), 'hex'),
              encode(bpcharsend(named), 'hex'), encode(array_send(many), 'hex'), encode(bpcharsend(fixed), 'hex')
            FROM padded ORDER BY id""";

    @ParameterizedTest
    @ValueSource(ints = {13, 15})
    void everyByteIsThereAfterTheCopy(int major) {
        try (PostgresDatabase source = PostgresServer.shared(major).createDatabase("padded_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("padded_t")) {
            for (PostgresDatabase each : List.of(source, target)) {
                each.execute("CREATE DOMAIN blanks AS char(20)", TABLE);
            }
            target.execute("ALTER TABLE padded ALTER wider TYPE char(30)");
            source.execute(
                    """
                    INSERT INTO padded SELECT row_number() OVER (), v, '', v || '  ', v, ARRAY[v, NULL], v, v
                    FROM (VALUES (NULL), (''), ('x'), ('  lead'), (E'tab\\t'), (E'line\\n'), (E'no-break\\u00a0'), ('ä€😀'),
                      ('sixteen-letters!'), (repeat('€', 16))) AS w (v)""",
                    "INSERT INTO padded VALUES (100, repeat('😀', 20))");
            Sites sites = TestSites.of(source, target);
            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                List<Relation> tables = new Catalog(s)
                        .relations().stream()
                                .filter(each -> each.id().name().equals("padded"))
                                .toList();
                CopyTable table = new CopyPlan(s, t, new CopyDefinition(1, 1L << 30))
                        .of(tables)
                        .get(0);
                assertThat(table.binary()).isTrue();
                assertThat(table.columns().stream()
                                .filter(CopyColumn::trimmed)
                                .map(CopyColumn::name)
                                .toList())
                        .isEqualTo(major == 13 ? List.of() : List.of("the Code", "fixed"));

                CopyRecord record = new CopyRecord(t, "padded");
                record.prepare();
                record.begin("culvert_padded_e1", List.of(table));
                TableWriter writer = new TableWriter(t, "padded", "culvert_padded_e1");
                s.transaction(() -> {
                    writer.write(new TablePart(table, 1), new TableReader(s), (rows, bytes) -> {});
                    return true;
                });

                assertThat(target.query(BYTES)).hasSize(11).isEqualTo(source.query(BYTES));
                assertThat(target.number("SELECT count(*) FROM padded WHERE octet_length(wider) < 30"))
                        .isZero();
            }
        }
    }
}
