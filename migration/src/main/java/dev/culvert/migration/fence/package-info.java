/**
 * The fence: {@link dev.culvert.migration.fence.Fence} is a session of the side that closes, which holds EXCLUSIVE locks on all of
 * its tables. Its COMMIT is the decision. Whatever ends the session before that opens the side again, by the server itself.
 *
 * <p>Enforced here: I8, I9.
 */
package dev.culvert.migration.fence;
