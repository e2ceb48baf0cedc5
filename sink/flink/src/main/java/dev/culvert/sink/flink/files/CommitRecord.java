package dev.culvert.sink.flink.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.store.PipelineSink;
import dev.culvert.sink.flink.store.Positions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A commit: which files are of it, and how far the log is with them.
 *
 * @param number of the commit, from 1 without gaps
 * @param log the id of the log, made with its first record
 * @param sink {@code pipeline/sink}
 * @param run the id of the run that wrote it
 * @param positions the next offset of each partition of which anything was taken
 * @param topics the id of each topic; empty text for one that is no table's
 * @param last the last transaction that is in the files
 */
record CommitRecord(
        long number,
        String log,
        String sink,
        String run,
        Map<Place, Long> positions,
        Map<String, String> topics,
        Optional<PipelineSink.Last> last,
        List<Visible> files) {
    private static final int VERSION = 1;

    /** A file. @param underWay its name while nobody sees it @param path what readers see, from the log's folder on */
    record Visible(String underWay, String path) {}

    /** It is not what was written. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1;

        DamagedException(String fact) {
            super(fact);
        }
    }

    CommitRecord {
        positions = Map.copyOf(positions);
        topics = Map.copyOf(topics);
        files = List.copyOf(files);
    }

    /** The name of the folder that its files are in while they are under way. */
    String folder() {
        return run + "." + number;
    }

    /** One line of JSON, and its checksum in the next. */
    byte[] bytes() {
        ObjectNode node = Positions.node();
        node.put("version", VERSION).put("commit", number).put("log", log).put("sink", sink);
        node.put("run", run);
        last.ifPresent(at -> {
            node.put("txn_seq", at.transaction())
                    .put("commit_end_lsn", at.commitEndLsn().toString());
            at.committedAt().ifPresent(time -> node.put("commit_time", time.toString()));
        });
        node.set("positions", Positions.write(new TreeMap<>(positions)));
        ObjectNode ids = node.putObject("topics");
        new TreeMap<>(topics).forEach(ids::put);
        ArrayNode list = node.putArray("files");
        files.forEach(file -> list.addObject().put("under_way", file.underWay()).put("path", file.path()));
        String line = node.toString();
        return (line + "\n" + checksum(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(String line) {
        CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        return "crc32c " + Long.toHexString(crc.getValue());
    }

    static CommitRecord of(byte[] bytes) throws DamagedException {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() != 2 || !lines.get(1).equals(checksum(lines.get(0)))) {
            throw new DamagedException("its checksum is another one");
        }
        JsonNode node;
        try {
            node = Positions.read(lines.get(0));
        } catch (IllegalStateException e) {
            throw new DamagedException("it is no JSON");
        }
        if (node.path("version").intValue() != VERSION) {
            throw new DamagedException(
                    "it is of version " + node.path("version").asText("none"));
        }
        Map<String, String> topics = new TreeMap<>();
        node.path("topics")
                .properties()
                .forEach(each -> topics.put(each.getKey(), each.getValue().asText()));
        List<Visible> files = new ArrayList<>();
        node.path("files")
                .forEach(file -> files.add(new Visible(
                        file.path("under_way").asText(), file.path("path").asText())));
        return new CommitRecord(
                node.path("commit").longValue(),
                node.path("log").asText(),
                node.path("sink").asText(),
                node.path("run").asText(),
                Positions.positions(node.path("positions")),
                topics,
                node.has("txn_seq")
                        ? Optional.of(new PipelineSink.Last(
                                node.path("txn_seq").longValue(),
                                Lsn.parse(node.path("commit_end_lsn").asText()),
                                node.has("commit_time")
                                        ? Optional.of(Instant.parse(
                                                node.path("commit_time").asText()))
                                        : Optional.empty()))
                        : Optional.empty(),
                files);
    }
}
