package dev.culvert.cli.wayout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.kafka.KafkaServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an error says is to be done, as somebody types it: commands and statements are taken from the text as they stand there. */
final class WayOut {
    private static final Pattern COMMAND =
            Pattern.compile("culvert [a-z]+ \\S+(?: --[a-z]+(?: (?!--)(?:'[^']*'|\\S+))?)*");
    private static final Pattern STATEMENT = Pattern.compile("\\b(?:ALTER|GRANT|CREATE|DROP|SELECT) [^;]+;");
    private static final Pattern TOPIC_SETTING = Pattern.compile("kafka-configs\\.sh( --[a-z-]+(?: (?!--)\\S+)?)+");
    private static final List<String> FLAGS = List.of("--takeover", "--adopt");

    private final Shop shop;
    private final String code;
    private final String text;

    private WayOut(Shop shop, String code, String text) {
        this.shop = shop;
        this.code = code;
        this.text = text;
    }

    /** That of a run that has ended with an error; of several findings, those of all. */
    static WayOut of(Shop shop, Invocation run) {
        JsonNode error = Shop.error(run);
        Stream<String> findings = error.path("findings").findValuesAsText("remedy").stream();
        return new WayOut(
                shop,
                error.path("code").asText(),
                Stream.concat(Stream.of(error.path("remedy").asText()), findings)
                        .distinct()
                        .reduce((a, b) -> a + "\n" + b)
                        .orElseThrow());
    }

    String code() {
        return code;
    }

    String text() {
        return text;
    }

    /** Gives the command that stands at this place among those of the text, until now; it must succeed. */
    void command(int place) {
        Invocation run = give(place);
        assertThat(run.exitCode())
                .as(commands().get(place) + " gave " + run.out() + run.err())
                .isZero();
    }

    /** Gives it, whatever comes of it. */
    Invocation give(int place) {
        List<String> words = words(commands().get(place));
        assertThat(words.get(2)).as(text).isEqualTo(shop.file().toString());
        List<String> rest = new ArrayList<>(words.subList(3, words.size()));
        if (words.get(1).equals("run")) {
            rest.addAll(List.of("--until", "now"));
        } else {
            rest.add("--yes");
        }
        return shop.command(
                Stream.concat(Stream.of(words.get(1)), rest.stream()).toArray(String[]::new));
    }

    /** Asks the doctor, as the text says; what that finds. */
    WayOut doctor() {
        assertThat(commands().get(0)).startsWith("culvert doctor " + shop.file());
        List<String> remedies = new ArrayList<>();
        for (JsonNode finding : shop.command("doctor").json().findParents("remedy")) {
            if (finding.path("severity").asText().equals("error")) {
                remedies.add(finding.path("remedy").asText());
            }
        }
        return new WayOut(shop, code, String.join("\n", remedies));
    }

    /** Executes every statement of the text as a superuser. */
    void statements() {
        List<String> statements = all(STATEMENT);
        assertThat(statements).as(text).isNotEmpty();
        shop.database().execute(statements.toArray(String[]::new));
    }

    /** Gives the command of Kafka that the text has. */
    void topicSetting() {
        List<String> words = words(all(TOPIC_SETTING).get(0));
        KafkaServer.shared().configs(words.subList(1, words.size()));
    }

    private List<String> commands() {
        List<String> commands = all(COMMAND);
        assertThat(commands).as(text).isNotEmpty();
        return commands;
    }

    private List<String> all(Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group().strip())
                .toList();
    }

    /** As a shell takes them. A full stop or colon after the last one is the sentence's. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("(?:'[^']*'|[^\\s'])+").matcher(command.replaceAll("[.:,;]+$", ""));
        while (word.find()) {
            words.add(word.group().replace("'", "").replaceAll("[:,;]$", ""));
        }
        for (int i = 0; i < words.size(); i++) {
            // what follows a flag is prose
            if (FLAGS.contains(words.get(i))) {
                return words.subList(0, i + 1);
            }
        }
        return words;
    }
}
