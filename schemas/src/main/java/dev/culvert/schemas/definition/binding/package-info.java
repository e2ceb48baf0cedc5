/**
 * From a YAML tree to records: {@link dev.culvert.schemas.definition.binding.SectionBinder} walks the declaration and the
 * document side by side, gathers every {@link dev.culvert.schemas.definition.binding.Problem}, and leaves a
 * {@link dev.culvert.schemas.definition.binding.SectionView} that knows both the values and where they stand.
 *
 * <p>Enforced here: I12, a secret that is written as text is refused and never repeated.
 */
package dev.culvert.schemas.definition.binding;
