/**
 * What every capture engine does: {@link dev.culvert.connector.capture.CaptureEngine} pushes whole transactions to a
 * {@link dev.culvert.connector.capture.ChangeHandler}.
 *
 * <p>Enforced here: I1, an engine confirms only what {@code confirm} named; I2, it starts only at a boundary; I3, what it
 * cannot decode is a named error.
 */
package dev.culvert.connector.capture;
