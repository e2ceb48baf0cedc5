/**
 * Applications that write while they are moved from one server to another, and what must be true of their writes afterwards.
 *
 * <p>{@link dev.culvert.testkit.cutover.CutoverLoad} runs the clients; {@link dev.culvert.testkit.cutover.Attempts} is what they
 * sent and what was acknowledged; {@link dev.culvert.testkit.cutover.CutoverCheck} holds the surviving side against it, write by
 * write and not by sums; {@link dev.culvert.testkit.cutover.Prober} writes to both sides all the while, and tells when which one
 * took it.
 */
package dev.culvert.testkit.cutover;
