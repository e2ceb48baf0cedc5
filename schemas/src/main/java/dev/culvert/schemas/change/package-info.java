/**
 * A change as PostgreSQL made it: {@link dev.culvert.schemas.change.Lsn}, {@link dev.culvert.schemas.change.TableSchema},
 * {@link dev.culvert.schemas.change.RowCursor}, {@link dev.culvert.schemas.change.Transaction}.
 *
 * <p>Enforced here: I3 and I4 by {@link dev.culvert.schemas.change.ValueState}, where null, unchanged and absent are three
 * different things; I5 by {@link dev.culvert.schemas.change.Lsn} being an order of commits and nothing else.
 */
package dev.culvert.schemas.change;
