package dev.culvert.benchmarks.records;

/**
 * What one record of the orders topic says.
 *
 * @param id the row's key
 * @param change the number in the row after the change; meaningless for a delete
 */
public record ChangeRecord(Operation operation, long id, long change) {
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE,
        /** Of a snapshot. */
        READ;

        static Operation of(String envelopeCode) {
            return switch (envelopeCode) {
                case "c" -> INSERT;
                case "u" -> UPDATE;
                case "d" -> DELETE;
                case "r" -> READ;
                default -> throw new IllegalArgumentException("no operation is called " + envelopeCode);
            };
        }
    }
}
