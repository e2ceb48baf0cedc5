/**
 * Real servers for tests and for a developer's machine, and the checkers that judge what Culvert did to them.
 *
 * <p>Nothing here depends on another Culvert module: what checks the product must not share its mistakes.
 */
package dev.culvert.testkit;
