/**
 * The checker: reads the topics of a pipeline as a consumer would and judges them, independently of the code that
 * wrote them.
 *
 * <p>{@link dev.culvert.testkit.topic.PipelineTopics} is where a test starts.
 * {@link dev.culvert.testkit.topic.TableImage} rebuilds a table from its topic;
 * {@link dev.culvert.testkit.topic.TableComparison} compares it with the database row by row;
 * {@link dev.culvert.testkit.topic.SequenceCheck} proves that each change came once, in order and completely.
 */
package dev.culvert.testkit.topic;
