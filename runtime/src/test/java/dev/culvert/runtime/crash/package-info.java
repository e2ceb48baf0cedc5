/** Kills pipelines, servers and connections, and asks the ledger what became of the changes. */
package dev.culvert.runtime.crash;
