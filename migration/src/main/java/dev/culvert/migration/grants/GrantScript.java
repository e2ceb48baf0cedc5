package dev.culvert.migration.grants;

import java.util.ArrayList;
import java.util.List;

/**
 * What a superuser runs on one side, in the database that is moved, so that Culvert's role there needs to be none.
 *
 * @param role Culvert's on that side
 * @param superuser whether it is one, and needs nothing of it
 * @param missing how many of its statements give what the role does not have
 * @param lines the script: statements, each after a comment that says what it is for
 */
public record GrantScript(String role, boolean superuser, int missing, List<String> lines) {
    public GrantScript {
        lines = List.copyOf(lines);
    }

    static GrantScript of(String role, boolean superuser, List<Grant> grants) {
        List<String> lines = new ArrayList<>();
        String why = "";
        for (Grant grant : grants) {
            if (!grant.why().equals(why)) {
                lines.add("-- " + grant.why());
            }
            why = grant.why();
            lines.add(grant.statement());
        }
        long missing =
                superuser ? 0 : grants.stream().filter(grant -> !grant.held()).count();
        return new GrantScript(role, superuser, (int) missing, lines);
    }

    /** Lines with line feeds between them. */
    public String text() {
        return String.join("\n", lines);
    }
}
