/**
 * The preflight checks of a pipeline's PostgreSQL side, one class each:
 * {@link dev.culvert.postgres.check.PostgresChecks} has them in a stable order. They only read; what they try is rolled back.
 * A check that cannot look says so, which is no pass (I11).
 */
package dev.culvert.postgres.check;
