package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.OneOf;
import dev.culvert.schemas.definition.annotation.Range;
import dev.culvert.schemas.definition.annotation.Required;
import java.util.List;
import java.util.Optional;

/** What is put in the place of the values of some columns: one of hash, redact, nullify and truncate. */
@Doc(
        "What is put in the place of the values of some columns, before anything is encoded. A null stays null. A column of the key or of"
                + " the replica identity takes `hash` only. Another mask, or another salt, means that the table is copied anew.")
@OneOf({"hash", "redact", "nullify", "truncate"})
public record MaskDefinition(
        @Required
                @Example("[email]")
                @Doc("The columns. An entry with globs may name columns that only some of its tables have.")
                List<String> columns,
        @Example("{salt: {env: MASK_SALT}}")
                @Doc(
                        "HMAC-SHA-256 of the value's text, in hexadecimal: the same value gives the same hash, so joins work.")
                Optional<Hash> hash,
        @Example("\"***\"") @Doc("This text instead of every value.") Optional<String> redact,
        @Default("false") @Doc("`true`: null instead of every value.") boolean nullify,
        @Range(min = 0, max = 1_000_000)
                @Example("10")
                @Doc("The first so many characters; for `text`, `varchar`, `char` and `citext`.")
                Optional<Integer> truncate) {

    /** @param salt at least {@link #LEAST_SALT_BYTES} long */
    @Doc("A hash with a secret.")
    public record Hash(
            @Required
                    @Example("{env: MASK_SALT}")
                    @Doc(
                            "The key of the HMAC, 16 bytes or more. Whoever has it can find out short values by trying; with another one every hash is another.")
                    SecretReference salt) {
        public static final int LEAST_SALT_BYTES = 16;
    }

    public MaskDefinition {
        columns = List.copyOf(columns);
    }

    /** Whether two different values stay different, as far as anybody can tell. */
    public boolean keepsIdentity() {
        return hash.isPresent();
    }

    /** The key that is given, for people. */
    public String kind() {
        if (hash.isPresent()) {
            return "hash";
        }
        return redact.isPresent() ? "redact" : nullify ? "nullify" : "truncate";
    }
}
