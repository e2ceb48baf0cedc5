/** Tables that rows are brought into: {@link dev.culvert.postgres.load.TargetCatalog} says what they can take. */
package dev.culvert.postgres.load;
