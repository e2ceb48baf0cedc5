/**
 * The capture engine on Debezium: {@link dev.culvert.connector.debezium.DebeziumEngine} runs Debezium's PostgreSQL connector task
 * in this process, without Kafka Connect, and turns its records into callbacks.
 *
 * <p>Between the server and Debezium's decoder stands {@link dev.culvert.connector.debezium.EngineStream}. It gives the decoder
 * every relation under a neutral name and every column as text ({@link dev.culvert.connector.debezium.Relations}). By that
 * Debezium never parses a value, so that none is rounded, wrapped or turned into null; never asks the present catalog about the
 * keys, defaults and types of an older change; and never meets a name that it reads wrongly. The real shape is compared with
 * the one so far in the same place, before the first row that has it; a shape that is followed has a neutral name of its own.
 *
 * <p>Enforced here: I1, Debezium never confirms anything by itself; I2, it is given an offset without what its search for a
 * resume position needs, since that search loses rows; I3 and I4, a value is PostgreSQL's own text, an unchanged one is a
 * sentinel, and the rows of each transaction are counted on both sides of Debezium.
 */
package dev.culvert.connector.debezium;
