/**
 * How changes of a table arrive in a store: which rows, under which names, with what hidden. {@link dev.culvert.sink.flink.transform.Transforms}
 * stands before every store, so that none of them has a thought of it. I4: what is unchanged stays so; I12: what is masked is not seen.
 */
package dev.culvert.sink.flink.transform;
