/**
 * Every check of a pipeline's servers in one go: {@link dev.culvert.runtime.doctor.Doctor}. Reads only; what cannot be looked at
 * is a finding of its own, never a pass.
 */
package dev.culvert.runtime.doctor;
