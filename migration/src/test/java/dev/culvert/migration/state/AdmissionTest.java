package dev.culvert.migration.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.state.MigrationState.Verb;
import dev.culvert.migration.turn.Marks;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a turn that is under way, or was interrupted, keeps from being done beside it. */
class AdmissionTest {
    @ParameterizedTest
    @EnumSource(
            value = Verb.class,
            names = {"PAUSE", "RESUME", "CANCEL"})
    void nothingMeddlesWithATurn(Verb verb) {
        for (MigrationState state : MigrationState.values()) {
            assertThatThrownBy(() -> Admission.require("shop", standing(state, Marks.TURNING + 1), verb))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_STATE))
                    .hasMessageContaining("interrupted");
        }
    }

    @Test
    void aTurnThatWasInterruptedIsEndedByRetry() {
        assertThatCode(() -> Admission.require("shop", standing(MigrationState.FAILED, Marks.TURNING + 1), Verb.RETRY))
                .doesNotThrowAnyException();
        assertThatCode(() -> Admission.require("shop", standing(MigrationState.READY, Marks.STREAMING), Verb.CANCEL))
                .doesNotThrowAnyException();
    }

    private static Standing standing(MigrationState state, String mark) {
        return new Standing(
                state,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of(new MigrationRecord("shop", "1", "shop", 1, mark, Instant.EPOCH, Optional.empty())),
                Optional.empty(),
                "");
    }
}
