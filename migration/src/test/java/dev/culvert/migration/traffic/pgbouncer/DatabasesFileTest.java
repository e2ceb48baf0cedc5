package dev.culvert.migration.traffic.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.traffic.Destination;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabasesFileTest {
    private static final Destination OLD = new Destination("old", 5432, "shop");
    private static final Destination NEW = new Destination("new", 6000, "shop");
    private static final String TEXT =
            """
            ; those of the shop
            [databases]
            # host=old, they say
            shop =  host=old   port=5432 user='o''brien'  pool_size=7
            "my shop"=dbname='shop' host=old
            other = host=old port=5432
            * = host=old port=5432
            %include /etc/more.ini

            [pgbouncer]
            shop = host=old
            pool_mode = transaction
            """;

    @Test
    void onlyHostAndPortOfTheEntryChange() {
        DatabasesFile moved = DatabasesFile.of(TEXT).moved("shop", NEW, Site.Role.TARGET, "m");

        assertThat(moved.text())
                .isEqualTo(
                        """
                        ; those of the shop
                        [databases]
                        # host=old, they say
                        ;culvert m source was: shop =  host=old   port=5432 user='o''brien'  pool_size=7
                        shop =  host=new   port=6000 user='o''brien'  pool_size=7
                        "my shop"=dbname='shop' host=old
                        other = host=old port=5432
                        * = host=old port=5432
                        %include /etc/more.ini

                        [pgbouncer]
                        shop = host=old
                        pool_mode = transaction
                        """);
    }

    @Test
    void comesBackCharacterByCharacter() {
        String text = "shop =  host=10.0.0.7 port = 5432 pool_size=7\r\n";
        DatabasesFile file = DatabasesFile.of(text);

        DatabasesFile moved = file.moved("shop", NEW, Site.Role.TARGET, "m");

        assertThat(moved.leads("shop", NEW)).isTrue();
        assertThat(moved.moved("shop", NEW, Site.Role.TARGET, "m")).isEqualTo(moved);
        assertThat(moved.moved("shop", OLD, Site.Role.SOURCE, "m").text()).isEqualTo(text);
    }

    @Test
    void aCommentOfAnotherMigrationLeadsNowhere() {
        DatabasesFile moved =
                DatabasesFile.of("shop = host=ancient port=1\n").moved("shop", OLD, Site.Role.TARGET, "first");

        DatabasesFile again = moved.moved("shop", NEW, Site.Role.TARGET, "second");
        DatabasesFile back = again.moved("shop", OLD, Site.Role.SOURCE, "second");

        assertThat(again.text()).doesNotContain("ancient");
        assertThat(back.leads("shop", OLD)).isTrue();
        assertThat(moved.forgotten().text()).isEqualTo("shop = host=old port=5432\n");
    }

    @Test
    void anotherNameOfTheDatabaseIsWritten() {
        Destination renamed = new Destination("new", 6000, "shop2");

        assertThat(DatabasesFile.of("shop = host=old")
                        .moved("shop", renamed, Site.Role.TARGET, "m")
                        .text())
                .endsWith("shop = host=new port=6000 dbname=shop2");
    }

    @Test
    void probesStandAtTheEndOfTheSectionAndGo() {
        DatabasesFile file = DatabasesFile.of(TEXT);

        DatabasesFile probed = file.withProbes(List.of("shop", "my shop", "nothing"), NEW);

        assertThat(probed.lines().subList(7, 9))
                .containsExactly(
                        "culvert_probe_shop = host=new   port=6000 user='o''brien'  pool_size=1 dbname=shop min_pool_size=0",
                        "culvert_probe_my_shop = dbname=shop host=new port=6000 pool_size=1 min_pool_size=0");
        assertThat(probed.withProbes(List.of("shop", "my shop"), NEW)).isEqualTo(probed);
        assertThat(probed.withoutProbes()).isEqualTo(file);
    }

    @Test
    void namesLinesThatPgBouncerStopsAt() {
        assertThat(DatabasesFile.of("shop = host=old\nthis is none\n\nx = host='old\ny = z\n[pgbouncer]\na = b\n")
                        .brokenLines())
                .containsExactly(2, 4, 5);
        assertThat(DatabasesFile.of(TEXT).brokenLines()).isEmpty();
    }
}
