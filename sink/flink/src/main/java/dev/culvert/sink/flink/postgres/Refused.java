package dev.culvert.sink.flink.postgres;

import dev.culvert.sink.flink.letter.Refusal;

/** A row that its table does not take. @param state SQLSTATE */
record Refused(TableWriter writer, TableBatch.Outcome outcome, String state, Refusal why) {}
