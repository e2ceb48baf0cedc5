package dev.culvert.sink.flink.value;

import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's text of an array, as the records' reader writes it: every element but NULL is in quotes. */
final class ArrayText {
    private ArrayText() {}

    /** @return the elements; null if it has several dimensions, or does not begin at 1 */
    static List<String> elements(String text) {
        if (text.charAt(0) != '{' || text.startsWith("{{")) {
            return null;
        }
        List<String> elements = new ArrayList<>();
        int at = 1;
        while (text.charAt(at) != '}') {
            if (text.charAt(at) == '"') {
                StringBuilder element = new StringBuilder();
                for (at++; text.charAt(at) != '"'; at++) {
                    if (text.charAt(at) == '\\') {
                        at++;
                    }
                    element.append(text.charAt(at));
                }
                elements.add(element.toString());
                at++;
            } else {
                elements.add(null);
                at += "NULL".length();
            }
            if (text.charAt(at) != '}') {
                at++; // the delimiter
            }
        }
        return elements;
    }
}
