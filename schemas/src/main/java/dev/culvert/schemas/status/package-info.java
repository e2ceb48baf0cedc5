/**
 * What is known of a pipeline at an instant: {@link dev.culvert.schemas.status.PipelineStatus}. The same record is printed by
 * {@code status}, served by HTTP and turned into metrics. What is not known is empty, never 0.
 */
package dev.culvert.schemas.status;
