package dev.culvert.runtime.chaos;

import java.util.Random;

/**
 * Something that goes wrong, of one kind; it has ended when {@link Strike#strike} returns.
 *
 * @param weight how often it is drawn, among all
 * @param alone whether no other may strike at the same time
 */
record Fault(Part part, String what, int weight, boolean alone, Strike strike) {
    /** What it hits. */
    enum Part {
        CULVERT("Culvert"),
        POSTGRES("PostgreSQL"),
        KAFKA("Kafka"),
        REGISTRY("registry"),
        NETWORK("network"),
        OPERATOR("operator");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How it strikes; all that is left to chance is drawn from {@code random}. */
    interface Strike {
        void strike(Scene scene, Random random);
    }

    static Fault of(Part part, String what, int weight, Strike strike) {
        return new Fault(part, what, weight, false, strike);
    }

    static Fault alone(Part part, String what, int weight, Strike strike) {
        return new Fault(part, what, weight, true, strike);
    }

    /** As the report names it. */
    String kind() {
        return part + ": " + what;
    }
}
