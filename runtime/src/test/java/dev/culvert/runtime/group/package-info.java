/** Several pipelines in one process. */
package dev.culvert.runtime.group;
