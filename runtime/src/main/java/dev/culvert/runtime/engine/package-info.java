/** Which capture engine a definition names: {@link dev.culvert.runtime.engine.Engines} makes it. */
package dev.culvert.runtime.engine;
