package dev.culvert.migration.traffic.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScramTest {
    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    /** The example of RFC 7677, but for the user's name, which PostgreSQL leaves empty: so the proof is another one. */
    @Test
    void answersAndChecksTheServer() throws IOException {
        Scram scram = new Scram("pencil", "rOprNGfwEbeRWgbNEkqO");

        assertThat(scram.first()).isEqualTo("n,,n=,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(scram.last(SERVER_FIRST))
                .startsWith("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=");
        assertThatThrownBy(() -> scram.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .hasMessageContaining("does not prove");
    }

    @Test
    void refusesAServerWithoutTheNonce() {
        assertThatThrownBy(() -> new Scram("pencil", "mine").last("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
                .isInstanceOf(IOException.class);
        assertThatCode(() -> new Scram("pencil")).doesNotThrowAnyException();
    }
}
