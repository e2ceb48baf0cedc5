/** The ground moves under a pipeline: failover, restore, another server, topics that were altered. It goes on exactly, or stops by name. */
package dev.culvert.runtime.ground;
