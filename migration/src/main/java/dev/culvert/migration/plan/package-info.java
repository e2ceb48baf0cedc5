/** What a start would do, as data: {@link dev.culvert.migration.plan.MigrationPlan}. Nothing is changed to make one. */
package dev.culvert.migration.plan;
