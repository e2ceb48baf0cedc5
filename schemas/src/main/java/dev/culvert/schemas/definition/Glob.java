package dev.culvert.schemas.definition;

/** Globs: {@code *} stands for any characters and {@code ?} for one. */
public final class Glob {
    private Glob() {}

    /**
     * Whether a glob means the whole of a text. By characters, not halves of them. Greedy with one point to return to: it takes no
     * longer than the product of the lengths.
     */
    public static boolean matches(String glob, String value) {
        int[] pattern = glob.codePoints().toArray();
        int[] found = value.codePoints().toArray();
        int p = 0;
        int v = 0;
        int star = -1;
        int resume = 0;
        while (v < found.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = v;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == found[v])) {
                p++;
                v++;
            } else if (star >= 0) {
                p = star + 1;
                v = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
