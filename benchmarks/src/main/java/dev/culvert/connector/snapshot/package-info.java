/** JMH's view of the snapshot's lines, in their own package: they are nobody else's to see. */
package dev.culvert.connector.snapshot;
