/**
 * Random writers whose every effect is told apart by a tag, and the ledger of what the database acknowledged of them.
 *
 * <p>{@link dev.culvert.testkit.workload.Workload} runs the writers;
 * {@link dev.culvert.testkit.workload.Ledger} is what they know at their end;
 * {@link dev.culvert.testkit.workload.LedgerCheck} holds the records of a pipeline against it.
 * {@link dev.culvert.testkit.workload.RandomChanges} has no ledger: rows and shapes change by chance, and what is there at the end is compared.
 */
package dev.culvert.testkit.workload;
