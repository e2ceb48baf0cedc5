/** The way back, armed before the new side opens: {@link dev.culvert.migration.wayback.WayBack}. */
package dev.culvert.migration.wayback;
