package dev.culvert.schemas.finding;

import dev.culvert.schemas.error.ErrorCode;

/**
 * What a check found.
 *
 * @param code what it is called; {@link ErrorCode#CHECK_UNKNOWN} for {@link Severity#UNKNOWN}
 * @param severity how bad it is
 * @param object what it is about, such as {@code table public.orders}
 * @param fact what was observed, with the observed values
 * @param remedy what to do, best a statement or command that can be copied; empty if there is nothing to do
 */
public record Finding(ErrorCode code, Severity severity, String object, String fact, String remedy) {}
