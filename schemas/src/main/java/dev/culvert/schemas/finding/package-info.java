/**
 * What checks find: {@link dev.culvert.schemas.finding.Finding} and its {@link dev.culvert.schemas.finding.Severity}. A check
 * that could not be made is a finding of its own, never a pass.
 */
package dev.culvert.schemas.finding;
