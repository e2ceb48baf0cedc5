package dev.culvert.sink.kafka.record;

import dev.culvert.sink.kafka.type.ByteOutput;

/** Writes the value of a record, without the wire format's header. For one table and one thread. */
interface ValueLayout {

    void write(Change change, ByteOutput out);
}
