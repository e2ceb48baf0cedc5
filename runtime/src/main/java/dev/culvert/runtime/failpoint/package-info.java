/**
 * Named places where a test can end the process as {@code kill -9} would: {@link dev.culvert.runtime.failpoint.CrashPoint}.
 */
package dev.culvert.runtime.failpoint;
