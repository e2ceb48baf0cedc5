/**
 * The contracts of Culvert: what the modules say to each other and what the product says to the outside. No class here
 * needs a server.
 */
package dev.culvert.schemas;
