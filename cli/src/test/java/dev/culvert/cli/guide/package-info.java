/** The guides in docs/ show what commands really say: each block is run and compared. */
package dev.culvert.cli.guide;
