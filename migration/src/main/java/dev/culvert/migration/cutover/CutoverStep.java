package dev.culvert.migration.cutover;

/** The steps of a turn, in their order. Up to {@link #DECIDE} everything is undone; from there on everything is completed. */
public enum CutoverStep {
    GATES("gates", "look at everything that must hold", false),
    ARM("arm", "publication, slot and disabled subscription of the way back; probe databases in the poolers", false),
    GUARD("guard", "a second process that gives the old side back if this one cannot", false),
    PAUSE("pause", "hold the traffic in every pooler", true),
    FENCE("fence", "lock every table of the old side in EXCLUSIVE mode, and read the catalog again", true),
    TOKENS("tokens", "write a token into every link", true),
    SEQUENCES("sequences", "set the new side's sequences beyond the old side's", true),
    DRAIN("drain", "wait for every token to be visible and durable on the new side", true),
    STOP("stop", "disable the links to the new side, and move the slot of the way back past them", true),
    DECIDE("decide", "close every table of the old side and write the decision; COMMIT of the fence", true),
    OPEN("open", "open every table of the new side", true),
    SWITCH("switch", "point the traffic to the new side, and let it go", true),
    TIDY("tidy", "drop the links to the new side, enable the way back", false);

    private final String word;
    private final String meaning;
    private final boolean paused;

    CutoverStep(String word, String meaning, boolean paused) {
        this.word = word;
        this.meaning = meaning;
        this.paused = paused;
    }

    public String word() {
        return word;
    }

    /** What it does, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Whether nobody can write meanwhile. */
    public boolean paused() {
        return paused;
    }
}
