package dev.culvert.migration.schema;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a script of {@code pg_restore --verbose} apart into its entries, by the comment that stands before each. A comment counts
 * only where the server would see one: not in a string, a name or a body, whatever it says there. Lines for psql are left out.
 *
 * <p>For one script.
 */
final class ScriptReader {
    private static final Pattern TOC = Pattern.compile("-- TOC entry (\\d+) \\(class (\\d+) OID (\\d+)\\)");
    private static final Pattern DEPENDENCIES = Pattern.compile("-- Dependencies:((?: \\d+)*)");
    private static final Pattern NAME = Pattern.compile("-- Name: (.*); Type: ([^;]*); Schema: (.*); Owner: (.*)");
    /** pg_restore sets these before the comment of the entry that they are for. */
    private static final Pattern SETTING =
            Pattern.compile("\\s*SET (default_tablespace|default_table_access_method) = ([^;]*);\\s*$");

    private final String script;
    private final List<SchemaEntry> entries = new ArrayList<>();
    private final StringBuilder statements = new StringBuilder();
    private Header header;
    private String tablespace = "";
    private String accessMethod = "";

    /** What the comment says, as far as it was read. */
    private static final class Header {
        private final int dumpId;
        private final long classId;
        private final long objectId;
        private List<Integer> dependencies = List.of();
        private String kind = "";
        private String name = "";
        private String schema = "-";

        Header(Matcher toc) {
            dumpId = Integer.parseInt(toc.group(1));
            classId = Long.parseLong(toc.group(2));
            objectId = Long.parseLong(toc.group(3));
        }
    }

    private ScriptReader(String script) {
        this.script = script;
    }

    /** The entries in the order of the script. */
    static List<SchemaEntry> read(String script) {
        ScriptReader reader = new ScriptReader(script);
        reader.scan();
        reader.finish();
        return List.copyOf(reader.entries);
    }

    private void scan() {
        SqlScanner scanner = new SqlScanner(script);
        while (scanner.next()) {
            switch (scanner.kind()) {
                case LINE_COMMENT -> comment(scanner.text());
                case PSQL_COMMAND -> {}
                case SQL -> statements.append(scanner.text());
            }
        }
    }

    private void comment(String line) {
        Matcher toc = TOC.matcher(line);
        if (toc.matches()) {
            finish();
            header = new Header(toc);
            return;
        }
        if (header == null) {
            return;
        }
        Matcher dependencies = DEPENDENCIES.matcher(line);
        Matcher name = NAME.matcher(line);
        if (dependencies.matches()) {
            header.dependencies = Arrays.stream(dependencies.group(1).trim().split(" "))
                    .map(Integer::valueOf)
                    .toList();
        } else if (name.matches() && header.kind.isEmpty()) {
            header.name = name.group(1);
            header.kind = name.group(2);
            header.schema = name.group(3);
        }
    }

    private void finish() {
        String nextTablespace = tablespace;
        String nextMethod = accessMethod;
        Matcher setting = SETTING.matcher(statements);
        while (setting.find()) {
            if (setting.group(1).equals("default_tablespace")) {
                nextTablespace = setting.group(2).equals("''") ? "" : setting.group(2);
            } else {
                nextMethod = setting.group(2);
            }
            statements.setLength(setting.start());
            setting = SETTING.matcher(statements);
        }
        if (header != null) {
            if (header.kind.isEmpty()) {
                throw new CulvertException(
                        ErrorCode.DUMP_FAILED,
                        "pg_restore",
                        "Entry " + header.dumpId + " of its script has no name.",
                        Changed.NOTHING,
                        "Use pg_dump and pg_restore of the target's major version.");
            }
            add(statements.toString().strip());
        }
        statements.setLength(0);
        header = null;
        tablespace = nextTablespace;
        accessMethod = nextMethod;
    }

    private void add(String text) {
        if (!text.isEmpty()) {
            entries.add(new SchemaEntry(
                    header.dumpId,
                    header.classId,
                    header.objectId,
                    header.kind,
                    header.name,
                    header.schema,
                    header.dependencies,
                    tablespace,
                    accessMethod,
                    text));
        }
    }
}
