/**
 * What {@code culvert demo} upgrades: {@link dev.culvert.cli.embedded.upgrade.UpgradeServers} has a shop on an old server, an empty
 * new one and what stands before them; {@link dev.culvert.cli.embedded.upgrade.Customers} buy all the time and remember each
 * answer; {@link dev.culvert.cli.embedded.upgrade.SalesCheck} holds what is on a server against that, purchase by purchase (I8).
 */
package dev.culvert.cli.embedded.upgrade;
