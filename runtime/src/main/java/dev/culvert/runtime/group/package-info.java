/**
 * Several pipelines in one process: {@link dev.culvert.runtime.group.PipelineGroup} runs each on threads of its own, so that one
 * that stops or starts over disturbs none of the others. {@link dev.culvert.runtime.group.Collisions} refuses beforehand what two
 * of them would share, {@link dev.culvert.runtime.group.PipelineScope} tells log lines apart.
 */
package dev.culvert.runtime.group;
