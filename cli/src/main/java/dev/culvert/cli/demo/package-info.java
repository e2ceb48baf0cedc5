/**
 * {@code culvert demo}: an upgrade on servers of its own, by the commands that a user would give, with what to look at beside each.
 * {@link dev.culvert.cli.demo.Upgrade} has the steps; the servers and the customers are in {@code embedded.upgrade}.
 */
package dev.culvert.cli.demo;
