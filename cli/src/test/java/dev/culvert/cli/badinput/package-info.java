/** Wrong definitions, wrong servers and servers that were changed, given to the command line. */
package dev.culvert.cli.badinput;
