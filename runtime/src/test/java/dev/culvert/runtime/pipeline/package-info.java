/** A pipeline from a real server to real topics: whole schemas, and what others do to what belongs to it. */
package dev.culvert.runtime.pipeline;
