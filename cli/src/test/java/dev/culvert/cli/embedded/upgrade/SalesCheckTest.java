package dev.culvert.cli.embedded.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SalesCheckTest {
    private final Sales sales = new Sales();

    @BeforeEach
    void sell() {
        sales.acknowledged("c1-1", 1);
        sales.acknowledged("c2-1", 1);
        sales.refused("c1-2");
        sales.unanswered("c2-2");
    }

    @Test
    void eachOnceIsGoodWhateverBecameOfTheUnanswered() {
        assertThat(SalesCheck.of(sales, List.of("c1-1", "c2-1"))).isEqualTo(new SalesCheck(2, 0, 0, 0));
        assertThat(SalesCheck.of(sales, List.of("c1-1", "c2-1", "c2-2")).good()).isTrue();
        assertThat(sales.errors()).isEqualTo(2);
    }

    @Test
    void aMissingOneIsSeen() {
        SalesCheck check = SalesCheck.of(sales, List.of("c1-1"));
        assertThat(check).isEqualTo(new SalesCheck(2, 1, 0, 0));
        assertThat(check.good()).isFalse();
    }

    /** A sum would not see it. */
    @Test
    void aDoubledOneDoesNotMakeUpForAMissingOne() {
        SalesCheck check = SalesCheck.of(sales, List.of("c1-1", "c1-1"));
        assertThat(check).isEqualTo(new SalesCheck(2, 1, 1, 0));
        assertThat(check.good()).isFalse();
    }

    @Test
    void aRefusedOneThatIsThereIsSeen() {
        SalesCheck check = SalesCheck.of(sales, List.of("c1-1", "c2-1", "c1-2"));
        assertThat(check).isEqualTo(new SalesCheck(2, 0, 0, 1));
        assertThat(check.good()).isFalse();
    }
}
