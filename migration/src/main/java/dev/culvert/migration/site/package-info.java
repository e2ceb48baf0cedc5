/** The two servers of a migration, as this process reaches them: {@link dev.culvert.migration.site.Sites}. */
package dev.culvert.migration.site;
