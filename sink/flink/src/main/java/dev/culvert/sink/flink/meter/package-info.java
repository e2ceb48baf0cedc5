/** What sinks have done: {@link dev.culvert.sink.flink.meter.SinkMeters} for this process, and the same as Flink's metrics. */
package dev.culvert.sink.flink.meter;
