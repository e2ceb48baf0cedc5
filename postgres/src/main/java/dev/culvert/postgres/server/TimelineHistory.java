package dev.culvert.postgres.server;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a server's history branched: each promotion begins a new timeline at a point of the one before. A position on an older
 * timeline is a part of this server's history only up to the point where that timeline was left.
 *
 * @param timeline the newest, on which the server is
 * @param branches the older ones, oldest first, each with the point where it was left
 */
public record TimelineHistory(int timeline, List<Branch> branches) {

    /**
     * @param timeline an older timeline
     * @param leftAt where the next one begins; WAL of {@code timeline} from here on is not in the server's history
     */
    public record Branch(int timeline, Lsn leftAt) {}

    public TimelineHistory {
        branches = List.copyOf(branches);
    }

    /**
     * History of a server that is on {@code timeline}.
     *
     * @throws CulvertException {@link ErrorCode#POSITION_TIMELINE} if the server cannot tell it
     */
    public static TimelineHistory read(Session replication, int timeline) {
        if (timeline == 1) {
            // initdb's timeline; it has no history file
            return new TimelineHistory(1, List.of());
        }
        byte[] content = replication.one("TIMELINE_HISTORY " + timeline, row -> row.bytes("content"));
        return parse(timeline, new String(content, StandardCharsets.UTF_8));
    }

    /**
     * Reads the text of a history file: lines of {@code parent timeline, switch point, reason}, separated by tabs or blanks;
     * empty lines and comments with {@code #}.
     *
     * @throws CulvertException {@link ErrorCode#POSITION_TIMELINE} if it is anything else: nothing can be proven with it
     */
    public static TimelineHistory parse(int timeline, String text) {
        List<Branch> branches = new ArrayList<>();
        for (String line : text.split("\n")) {
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            Branch branch = branch(timeline, stripped);
            boolean ascends = branches.isEmpty() || branch.timeline > branches.get(branches.size() - 1).timeline;
            if (!ascends || branch.timeline >= timeline) {
                throw unreadable(timeline);
            }
            branches.add(branch);
        }
        if (branches.isEmpty() && timeline > 1) {
            throw unreadable(timeline);
        }
        return new TimelineHistory(timeline, branches);
    }

    private static Branch branch(int timeline, String line) {
        String[] fields = line.split("[\\t ]+", 3);
        if (fields.length < 2) {
            throw unreadable(timeline);
        }
        try {
            return new Branch(Integer.parseInt(fields[0]), Lsn.parse(fields[1]));
        } catch (IllegalArgumentException e) {
            throw unreadable(timeline);
        }
    }

    private static CulvertException unreadable(int timeline) {
        return new CulvertException(
                ErrorCode.POSITION_TIMELINE,
                "timeline " + timeline,
                "The server's history file of this timeline cannot be read.",
                Changed.NOTHING,
                "Look at the file %08X.history in the server's pg_wal.".formatted(timeline));
    }

    /** Where {@code older} was left, if it is an older timeline of this history. */
    public Optional<Lsn> leftAt(int older) {
        return branches.stream()
                .filter(branch -> branch.timeline == older)
                .map(Branch::leftAt)
                .findFirst();
    }

    /**
     * Whether WAL up to {@code position}, as written on timeline {@code writtenOn}, is a part of this server's history: so it is
     * on the present timeline, and on an older one up to the first later branch.
     */
    public boolean contains(int writtenOn, Lsn position) {
        if (writtenOn == timeline) {
            return true;
        }
        return leftAt(writtenOn).isPresent()
                && branches.stream()
                        .filter(branch -> branch.timeline >= writtenOn)
                        .noneMatch(branch -> position.isAfter(branch.leftAt));
    }
}
