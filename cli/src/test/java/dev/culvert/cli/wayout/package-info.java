/** What the error of a stopped pipeline says is done word by word, and leads to topics that are the database. */
package dev.culvert.cli.wayout;
