package dev.culvert.runtime.status;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Changes that are in the dead-letter topic: those of this process by table, and whether there are earlier ones. */
final class DeadLetterRule implements AlertRule {

    @Override
    public Optional<AlertRule.Reading> read(StatusBoard board) {
        Map<TableId, Long> letters = new TreeMap<>();
        board.tables().forEach((table, counters) -> {
            if (counters.deadLetters.sum() > 0) {
                letters.put(table, counters.deadLetters.sum());
            }
        });
        return Optional.of(new Reading(board.pipeline(), letters, board.earlierLetters()));
    }

    private record Reading(String pipeline, Map<TableId, Long> letters, Optional<String> earlier)
            implements AlertRule.Reading {

        @Override
        public Alarm.Level level(double share) {
            return letters.isEmpty() && earlier.isEmpty() ? Alarm.Level.NONE : Alarm.Level.WARNING;
        }

        @Override
        public Finding finding(Severity severity) {
            StringBuilder fact = new StringBuilder();
            if (!letters.isEmpty()) {
                fact.append("Written by this process: ");
                letters.forEach((table, count) ->
                        fact.append(count).append(" of table ").append(table).append(letters.size() > 1 ? ", " : ""));
                fact.append(". ");
            }
            earlier.ifPresent(topic -> fact.append("Topic ").append(topic).append(" has letters of earlier runs. "));
            return new Finding(
                    ErrorCode.DEAD_LETTER,
                    severity,
                    "pipeline " + pipeline,
                    fact.append("Their tables' topics lack these changes.").toString(),
                    "Remove the cause; then replay the letters or copy the tables anew: culvert explain CV-DEAD-LETTER");
        }
    }
}
