package dev.culvert.migration.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WayBackOutlookTest {
    private static final long GIB = 1L << 30;

    private static Standing standing(MigrationState state) {
        return new Standing(
                state, Optional.of(Site.Role.TARGET), 1, Optional.empty(), Optional.empty(), Optional.empty(), "");
    }

    private static LinkStatus link(String from, String walStatus, Long allowed) {
        return new LinkStatus(
                "culvert_m_r1",
                from,
                from.equals("target") ? "source" : "target",
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(GIB),
                Optional.ofNullable(allowed),
                Optional.empty(),
                Optional.ofNullable(walStatus),
                1,
                List.of(),
                Optional.empty());
    }

    private static String said(LinkStatus... links) {
        return WayBackOutlook.of(standing(MigrationState.SWITCHED), List.of(links))
                .orElseThrow();
    }

    @Test
    void saysWhenItIsGivenUp() {
        assertThat(said(link("source", "reserved", 4 * GIB), link("target", "extended", 4 * GIB)))
                .isEqualTo(
                        "It is given up when slot \"culvert_m_r1\" on the target has to retain more than 4.0 GB of WAL;"
                                + " now it is 1.0 GB, 25 %.");
        assertThat(said(link("target", "unreserved", GIB))).endsWith("100 %. That may happen at the next checkpoint.");
        assertThat(said(link("target", "reserved", null))).startsWith("It is never given up");
    }

    @Test
    void whatIsLostOrUnknownIsNotSaidToBeThere() {
        assertThat(said(link("target", "lost", 4 * GIB))).startsWith("It is lost");
        assertThat(said(link("target", null, 4 * GIB))).startsWith("It cannot be known");
        assertThat(said(link("source", "reserved", 4 * GIB))).startsWith("There is none");
        assertThat(WayBackOutlook.of(standing(MigrationState.READY), List.of())).isEmpty();
    }
}
