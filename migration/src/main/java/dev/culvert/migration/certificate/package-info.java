/** What a cutover can show for itself: {@link dev.culvert.migration.certificate.Certificate}, a JSON file. */
package dev.culvert.migration.certificate;
