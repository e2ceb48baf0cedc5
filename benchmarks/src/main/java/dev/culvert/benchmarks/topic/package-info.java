/**
 * What can be seen of a topic from outside: how far it can be read, at which moment, and what is in it.
 *
 * <p>Core types: {@link dev.culvert.benchmarks.topic.OffsetWatch}, which costs next to nothing while a system works;
 * {@link dev.culvert.benchmarks.topic.TopicAudit}, which reads every record when it has ended.
 */
package dev.culvert.benchmarks.topic;
