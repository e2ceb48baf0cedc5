/**
 * Commands on a pipeline's servers: {@code doctor}, {@code plan}, {@code apply}, {@code run}, {@code status}, {@code destroy}.
 * What they do lies in the runtime; here it is put into words.
 */
package dev.culvert.cli.pipeline;
