/**
 * What a pipeline needs on its servers, and what of it is there: {@link dev.culvert.runtime.plan.Planner} finds out,
 * {@link dev.culvert.runtime.plan.PipelinePlan} shows it, {@link dev.culvert.runtime.plan.Applier} does what only adds.
 * {@link dev.culvert.runtime.plan.Captured} is what comes of it for a run.
 *
 * <p>Enforced here: I10, by nothing being done that no plan shows, and every step being one that can be repeated.
 */
package dev.culvert.runtime.plan;
