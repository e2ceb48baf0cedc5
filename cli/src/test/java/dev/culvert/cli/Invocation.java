package dev.culvert.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that was run in this process, and what came of it. */
public record Invocation(int exitCode, String out, String err) {

    public static Invocation of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(arguments, new PrintWriter(out), new PrintWriter(err));
        return new Invocation(exitCode, out.toString(), err.toString());
    }

    /** The same with both streams in {@code out}, as a terminal shows them. */
    public static Invocation together(String... arguments) {
        StringWriter both = new StringWriter();
        PrintWriter writer = new PrintWriter(both);
        int exitCode = Main.run(arguments, writer, writer);
        return new Invocation(exitCode, both.toString(), "");
    }

    /** The one object on stdout. */
    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + out, e);
        }
    }
}
