package dev.culvert.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {

    @Test
    void readsEveryPart() {
        assertThat(PostgresAddress.parse("postgresql://us%40er%C3%BC@a,b:5433,[::1]:1/d%2Fb%20x"))
                .isEqualTo(new PostgresAddress(
                        "us@erü",
                        List.of(new HostPort("a", 5432), new HostPort("b", 5433), new HostPort("::1", 1)),
                        "d/b x"));
        assertThat(PostgresAddress.parse("postgres://u@h/d")).hasToString("h:5432/d");
        assertThat(PostgresAddress.parse("postgresql://u@[fe80::1]/d")).hasToString("[fe80::1]:5432/d");
        assertThat(PostgresAddress.parse("postgresql://ü😀@h/d").user()).isEqualTo("ü😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:S3CR3T@h/d",
                "postgresql://u:S3CR3T@h/d?sslmode=require",
                "postgresql://u:S3CR3T@/",
                "postgresql://u:S3C@R3T@h/d",
            })
    void refusesAPasswordAndDoesNotRepeatIt(String url) {
        assertThatThrownBy(() -> PostgresAddress.parse(url))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEF_SECRET_INLINE))
                .message()
                .doesNotContain("S3C");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jdbc:postgresql://u@h/d",
                "mysql://u@h/d",
                "postgresql://h/d",
                "postgresql://@h/d",
                "postgresql://u@/d",
                "postgresql://u@h",
                "postgresql://u@h/",
                "postgresql://u@h/a/b",
                "postgresql://u@h:0/d",
                "postgresql://u@h:65536/d",
                "postgresql://u@h:x/d",
                "postgresql://u@h:-1/d",
                "postgresql://u@::1/d",
                "postgresql://u@[::1/d",
                "postgresql://u@[::1]x/d",
                "postgresql://u@h,/d",
                "postgresql://u@%2Ftmp/d",
                "postgresql://u@h%20x/d",
                "postgresql://u@h%3Fsocketfactory=x/d",
                "postgresql://u@h/d?socketFactory=evil.Class",
                "postgresql://u@h/d#x",
                "postgresql://u@h/d%0",
                "postgresql://u@h/d%zz",
                "postgresql://u@h/d%ff",
                "postgresql://u@h/d%00",
            })
    void refusesWhatIsNoAddress(String url) {
        assertThatThrownBy(() -> PostgresAddress.parse(url))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEF_VALUE));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,true",
        "LOCALHOST,true",
        "127.0.0.1,true",
        "127.9.9.9,true",
        "[::1],true",
        "127.0.0.1.example.org,false",
        "localhost.example.org,false",
        "'127.0.0.1,db',false",
        "10.0.0.1,false",
    })
    void knowsWhatCannotLeaveTheMachine(String hosts, boolean loopback) {
        assertThat(PostgresAddress.parse("postgresql://u@" + hosts + "/d").isLoopback())
                .isEqualTo(loopback);
    }
}
