package dev.culvert.postgres.privilege;

/**
 * One privilege that an operation needs.
 *
 * @param privilege what, such as {@code SELECT} or {@code ownership}
 * @param object on what, such as {@code table public.orders}
 * @param purpose what it is needed for
 * @param held whether the role has it
 * @param grant the statement that gives it, with a semicolon
 */
public record Privilege(String privilege, String object, String purpose, boolean held, String grant) {}
