package dev.culvert.migration.comparison;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Definitions as no major version prints them. From 16 on the columns of a view over one table stand without the table's name, so
 * the names before dots are left out of definitions that begin with {@value #QUERY}; strings stay as they are.
 */
final class DefinitionText {
    /** What the facts begin with that are queries. */
    static final String QUERY = "query ";

    private static final Pattern QUALIFIER =
            Pattern.compile("('(?:[^']|'')*')|(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)\\.(?=[\\p{L}_\"*])");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private DefinitionText() {}

    static List<String> normalised(List<String> facts) {
        return facts.stream()
                .map(fact -> fact.startsWith(QUERY) ? normalised(fact) : fact)
                .toList();
    }

    private static String normalised(String query) {
        String bare = QUALIFIER
                .matcher(query)
                .replaceAll(found ->
                        found.group(1) == null ? "" : java.util.regex.Matcher.quoteReplacement(found.group(1)));
        return BLANKS.matcher(bare).replaceAll(" ");
    }
}
