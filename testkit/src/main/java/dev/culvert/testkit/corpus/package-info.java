/**
 * Values of every type that PostgreSQL has, the awkward ones above all: {@link dev.culvert.testkit.corpus.TypeCorpus}.
 */
package dev.culvert.testkit.corpus;
