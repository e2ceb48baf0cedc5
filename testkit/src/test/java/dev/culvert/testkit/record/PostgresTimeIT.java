package dev.culvert.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PostgreSQL's binary output tells the number, its text output what the number must become. */
class PostgresTimeIT {
    private static final long MICROS_1970_TO_2000 = 946_684_800_000_000L;
    private static final int DAYS_1970_TO_2000 = 10_957;

    @Test
    void timestampsAreAsPostgresWritesThem() {
        List<List<String>> rows = PostgresServer.shared(18)
                .maintenance()
                .query(
                        """
                        SELECT t::text, ('x' || encode(timestamp_send(t), 'hex'))::bit(64)::bigint
                        FROM (SELECT unnest(ARRAY['4714-11-24 00:00:00 BC', '4713-01-01 00:00:00.000001 BC', '0044-03-15 12:00 BC',
                          '0001-12-31 23:59:59.999999 BC', '0001-01-01', '1582-10-10', '1883-11-18 12:03:58', '1969-12-31 23:59:59.5',
                          '1970-01-01', '2000-02-29 01:02:03.1', '9999-12-31', '10000-01-01', '294246-12-31 23:59:59.999999',
                          '294247-01-10 04:00:54.775805', 'infinity', '-infinity']::timestamp[])
                          UNION ALL SELECT '1970-01-01'::timestamp + (random() * 290000 - 6000) * interval '365 days'
                            FROM generate_series(1, 500)) AS corpus(t)
                        WHERE t < '294247-01-10 04:00:54.775807' OR t = 'infinity'""");
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> {
            long binary = Long.parseLong(row.get(1));
            boolean infinite = binary == Long.MAX_VALUE || binary == Long.MIN_VALUE;
            long micros = infinite ? binary : Math.addExact(binary, MICROS_1970_TO_2000);
            assertThat(PostgresTime.timestamp(micros, "")).isEqualTo(row.get(0));
        });
    }

    @Test
    void theLastYearsWrapAroundPastTheInfinities() {
        List<List<String>> rows = PostgresServer.shared(18)
                .maintenance()
                .query(
                        """
                        SELECT t::text, ('x' || encode(timestamp_send(t), 'hex'))::bit(64)::bigint
                        FROM unnest(ARRAY['294247-01-10 04:00:54.775807', '294247-01-10 04:00:54.775808',
                          '294276-12-31 23:59:59.999999']::timestamp[]) AS t""");
        assertThat(rows).hasSize(3).allSatisfy(row -> {
            long wrapped = Long.parseLong(row.get(1)) + MICROS_1970_TO_2000 + 2;
            assertThat(PostgresTime.timestamp(wrapped, "")).isEqualTo(row.get(0));
        });
    }

    @Test
    void datesAndTimesAreAsPostgresWritesThem() {
        List<List<String>> dates = PostgresServer.shared(18)
                .maintenance()
                .query(
                        """
                        SELECT d::text, ('x' || encode(date_send(d), 'hex'))::bit(32)::int
                        FROM unnest(ARRAY['4714-11-24 BC', '0001-12-31 BC', '0001-01-01', '1582-10-10', '1970-01-01',
                          '5874897-12-31', 'infinity', '-infinity']::date[]) AS d""");
        assertThat(dates).hasSize(8).allSatisfy(row -> {
            int binary = Integer.parseInt(row.get(1));
            boolean infinite = binary == Integer.MAX_VALUE || binary == Integer.MIN_VALUE;
            assertThat(PostgresTime.date(infinite ? binary : binary + DAYS_1970_TO_2000))
                    .isEqualTo(row.get(0));
        });
        List<List<String>> times = PostgresServer.shared(18)
                .maintenance()
                .query(
                        """
                        SELECT t::text, ('x' || encode(time_send(t), 'hex'))::bit(64)::bigint
                        FROM unnest(ARRAY['00:00', '23:59:59.999999', '24:00:00', '01:02:03.5', '00:00:00.000001']::time[]) AS t""");
        assertThat(times).hasSize(5).allSatisfy(row -> assertThat(PostgresTime.time(Long.parseLong(row.get(1))))
                .isEqualTo(row.get(0)));
    }
}
