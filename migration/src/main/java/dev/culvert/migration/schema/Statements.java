package dev.culvert.migration.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes an entry apart into statements, as psql does it: at a semicolon that is outside of strings, of parentheses (a rule's
 * actions) and of a body between {@code BEGIN ATOMIC} and {@code END}. The driver's own parser loses its place after such a body.
 */
final class Statements {
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private final StringBuilder word = new StringBuilder();
    private int parentheses;
    private int blocks;
    private boolean afterBegin;

    private Statements() {}

    /** The statements in order, without their semicolons. */
    static List<String> of(String text) {
        Statements all = new Statements();
        SqlScanner scanner = new SqlScanner(text);
        while (scanner.next()) {
            all.add(scanner);
        }
        all.endWord();
        all.endStatement();
        return List.copyOf(all.statements);
    }

    private void add(SqlScanner scanner) {
        String text = scanner.text();
        boolean one = scanner.kind() == SqlScanner.Kind.SQL && text.length() == 1;
        char c = one ? text.charAt(0) : ' ';
        if (Character.isLetterOrDigit(c) || c == '_') {
            word.append(c);
        } else {
            endWord();
        }
        if (c == '(') {
            parentheses++;
        } else if (c == ')') {
            parentheses--;
        }
        if (c == ';' && parentheses == 0 && blocks == 0) {
            endStatement();
        } else {
            current.append(text);
        }
    }

    /** Inside a body each CASE has an END of its own. */
    private void endWord() {
        if (word.isEmpty()) {
            return;
        }
        String name = word.toString().toUpperCase(Locale.ROOT);
        word.setLength(0);
        if (name.equals("ATOMIC") && afterBegin && blocks == 0) {
            blocks = 1;
        } else if (blocks > 0 && name.equals("CASE")) {
            blocks++;
        } else if (blocks > 0 && name.equals("END")) {
            blocks--;
        }
        afterBegin = name.equals("BEGIN");
    }

    private void endStatement() {
        String text = current.toString().strip();
        current.setLength(0);
        if (!text.isEmpty()) {
            statements.add(text);
        }
    }
}
