package dev.culvert.migration.grants;

/**
 * One right.
 *
 * @param statement what gives it, with a semicolon
 * @param held whether the role has it
 * @param why what it is for, in a few words
 */
record Grant(String statement, boolean held, String why) {}
