package dev.culvert.sink.kafka.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL is the oracle: what went through a codec and a plain reader must be the same value to it as what it wrote. */
class CodecOracleIT {
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void everyValueOfTheCorpusComesBackFromAvroAndJson(int major) throws SQLException {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("codec");
                Connection connection = Oracle.connect(database)) {
            database.execute(Corpus.TYPES);
            for (Corpus.Entry entry : Corpus.entries()) {
                if (entry.since() <= major) {
                    tried++;
                    check(connection, entry, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(250);
    }

    private static void check(Connection connection, Corpus.Entry entry, List<String> wrong) throws SQLException {
        ColumnType type = Oracle.type(connection, entry.type());
        String text = Oracle.text(connection, entry.type(), entry.literal());
        for (Trip trip : Trip.values()) {
            String back;
            try {
                back = Oracle.text(connection, entry.type(), trip.roundTrip(text, type));
            } catch (SQLException | RuntimeException | IOException e) {
                back = e.toString();
            }
            if (!back.equals(text)) {
                wrong.add(trip + " " + entry + ": " + text + " came back as " + back);
            }
        }
    }
}
