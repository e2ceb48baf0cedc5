/** Values of PostgreSQL as columnar files have them: which type a column has there, and each value in it. I3: none is rounded or cut. */
package dev.culvert.sink.flink.value;
