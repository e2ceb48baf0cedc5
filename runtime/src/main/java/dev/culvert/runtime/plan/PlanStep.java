package dev.culvert.runtime.plan;

/**
 * One thing that {@code apply} would do.
 *
 * @param kind what it is about: {@code publication}, {@code topic}, {@code subject}, {@code slot}
 * @param object its name
 * @param action the statement, or what is done in words where there is no statement
 * @param additive whether it only adds; what changes or removes is shown and never done unasked
 * @param reason why, for people
 */
public record PlanStep(String kind, String object, String action, boolean additive, String reason) {}
