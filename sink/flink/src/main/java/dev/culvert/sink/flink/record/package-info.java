/**
 * Records of a pipeline's topics, read: {@link dev.culvert.sink.flink.record.Change} is a row or a truncate,
 * {@link dev.culvert.sink.flink.record.Announcement} a record of the topic of transactions. Values are PostgreSQL's own text, which every
 * record can give without loss. I3: what cannot be read is an error. I4: null and unchanged are two things.
 */
package dev.culvert.sink.flink.record;
