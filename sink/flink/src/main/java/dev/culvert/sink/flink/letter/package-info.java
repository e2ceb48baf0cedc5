/**
 * What a sink could not apply, where its definition says {@code onError: dead-letter}: {@link dev.culvert.sink.flink.letter.LetterBox}. I1: letters
 * are durable before the commit that lacks their rows. I12: a reason holds no value, and a letter nothing that the store would not.
 */
package dev.culvert.sink.flink.letter;
