package dev.culvert.benchmarks.turn;

import dev.culvert.benchmarks.records.ChangeRecord;

/** Which records there must be, and which were found. Not safe for several threads. */
public interface RecordLedger {
    long expected();

    /** Records of one key must come in the order of their partition. */
    void tick(ChangeRecord record);

    Verdict verdict();

    /**
     * @param seen expected records that were found
     * @param missing expected records that were not
     * @param doubled records that were found before
     * @param foreign records that nobody expected
     * @param disordered records that came after a later one of the same key
     */
    record Verdict(long seen, long missing, long doubled, long foreign, long disordered) {
        public boolean exact() {
            return missing == 0 && doubled == 0 && foreign == 0 && disordered == 0;
        }
    }
}
