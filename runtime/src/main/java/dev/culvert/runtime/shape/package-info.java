/**
 * Shapes of tables that change while a pipeline lives: what of a change can be followed exactly
 * ({@link dev.culvert.runtime.shape.ShapeChange}), and which shape is whose
 * ({@link dev.culvert.runtime.shape.CurrentShapes}). Decision 0007.
 *
 * <p>Enforced here: I3, no row is told by a shape that it does not have; what cannot be proven to be exact stops by name.
 */
package dev.culvert.runtime.shape;
