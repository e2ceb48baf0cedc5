/**
 * Errors as a part of the interface: {@link dev.culvert.schemas.error.CulvertException} with an
 * {@link dev.culvert.schemas.error.ErrorCode}, which has a category (and by it an exit code) and a page of documentation.
 *
 * <p>Enforced here: I11 by {@link dev.culvert.schemas.error.Category#UNKNOWN}, I12 by the rule that object and fact hold no
 * secret and no row data.
 */
package dev.culvert.schemas.error;
