/** What must be in no log, argument, error, status, topic or file (I12): secrets, and columns that are left out. */
package dev.culvert.cli.secret;
