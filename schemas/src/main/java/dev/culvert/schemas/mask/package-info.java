/** What is seen instead of a value, by its definition: {@link dev.culvert.schemas.mask.ValueMasks}. I12. */
package dev.culvert.schemas.mask;
