/**
 * What stands between the applications and the two servers, and how it is held back and moved.
 *
 * <p>Core type: {@link dev.culvert.migration.traffic.Traffic}. Held traffic is the first half of I8 and is given back whatever
 * happens before the decision (I9): {@link dev.culvert.migration.traffic.Traffic#resume} needs no memory of what was done.
 */
package dev.culvert.migration.traffic;
