package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.error.ErrorCode;

/** The publication. */
@Doc("The publication: what PostgreSQL sends.")
public record PublicationDefinition(
        @Default("culvert_<pipeline>")
                @Matches(
                        value = "[a-z_][a-z0-9_]{0,62}",
                        says = "up to 63 of `a` to `z`, `0` to `9` and `_`, not beginning with a digit",
                        code = ErrorCode.DEF_NAME)
                @Doc("Its name.")
                String name,
        @Default("true")
                @Doc("Whether Culvert makes and alters it; `false`: a DBA does, from the SQL that `plan` prints.")
                boolean manage) {}
