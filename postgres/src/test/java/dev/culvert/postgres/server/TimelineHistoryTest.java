package dev.culvert.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {
    private static final TimelineHistory HISTORY = TimelineHistory.parse(
            4, "# comment\n1\t0/3000000\tno recovery target specified\n\n2\t0/2000000\tbefore 2026\n3 0/5000000 x\n");

    @Test
    void readsBranches() {
        assertThat(HISTORY.branches())
                .containsExactly(
                        new TimelineHistory.Branch(1, Lsn.parse("0/3000000")),
                        new TimelineHistory.Branch(2, Lsn.parse("0/2000000")),
                        new TimelineHistory.Branch(3, Lsn.parse("0/5000000")));
        assertThat(HISTORY.leftAt(3)).contains(Lsn.parse("0/5000000"));
        assertThat(HISTORY.leftAt(4)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "4,F/0,true",
        "3,0/5000000,true",
        "3,0/5000001,false",
        // written before the first branch, but past an earlier one that came later
        "1,0/2000001,false",
        "1,0/2000000,true",
        "2,0/2000001,false",
        "5,0/1,false",
    })
    void containsWhatLiesBeforeEveryLaterBranch(int timeline, String position, boolean contained) {
        assertThat(HISTORY.contains(timeline, Lsn.parse(position))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x\t0/1\t", "1", "1\tnonsense\t", "2\t0/1\t\n1\t0/2\t", "4\t0/1\t", "1\t0/1\t\n1\t0/2\t"})
    void refusesWhatProvesNothing(String text) {
        assertThatThrownBy(() -> TimelineHistory.parse(4, text))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POSITION_TIMELINE));
    }
}
