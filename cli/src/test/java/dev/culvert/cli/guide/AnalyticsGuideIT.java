package dev.culvert.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Main;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.registry.RegistryServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/analytics.md, command by command on real servers, and statement by statement. What it shows is what they say, but for numbers and
 * times; with {@code -Dculvert.guide.write=true} it is written anew.
 */
class AnalyticsGuideIT {
    private static final String PSQL = "psql warehouse -Atc ";

    @TempDir
    Path directory;

    @Test
    void showsWhatTheCommandsSay() throws Exception {
        GuideCheck check = new GuideCheck("docs/analytics.md", directory);
        Guide guide = check.guide();
        PostgresServer server = PostgresServer.shared(18);
        try (PostgresDatabase shop = server.createDatabase("guide_shop");
                PostgresDatabase warehouse = server.createDatabase("guide_warehouse")) {
            Map<String, String> real = real(shop, warehouse);
            shop.execute(guide.code("sql", "CREATE TABLE").split(";\n"));
            Files.writeString(directory.resolve("salt"), "0123456789abcdef0123456789abcdef");
            Files.writeString(
                    directory.resolve("shop.yaml"), replaced(guide.code("yaml", "kind: Pipeline"), real, false));
            int runs = 0;
            for (GuideBlock block : guide.blocks()) {
                if (block.command().startsWith("culvert run ") && ++runs == 2) {
                    shop.execute(guide.code("sql", "BEGIN"));
                }
                check.said(block, replaced(said(check, block.command(), warehouse), real, true));
            }
            assertThat(runs).as("the guide changes something").isEqualTo(2);
        }
        check.assertShown();
    }

    private Map<String, String> real(PostgresDatabase shop, PostgresDatabase warehouse) {
        Map<String, String> real = new LinkedHashMap<>();
        real.put("postgresql://culvert@db:5432/shop", shop.url());
        real.put("postgresql://loader@warehouse:5432/warehouse", warehouse.url());
        real.put("kafka:9092", KafkaServer.shared().bootstrap());
        real.put(
                "http://registry:8080/apis/ccompat/v7",
                RegistryServer.shared().url().toString());
        real.put("/var/lib/culvert/", directory + "/");
        real.put("/run/secrets/salt", directory.resolve("salt").toString());
        real.put("name: shop-guide", "name: guide-" + Long.toString(System.nanoTime(), 36));
        return real;
    }

    private String replaced(String text, Map<String, String> real, boolean back) {
        String result = back ? text.replace(directory + "/shop.yaml", "shop.yaml") : text;
        for (Map.Entry<String, String> each : real.entrySet()) {
            result = back
                    ? result.replace(
                            each.getValue().replace("name: ", ""), each.getKey().replace("name: ", ""))
                    : result.replace(each.getKey(), each.getValue());
        }
        return result;
    }

    /** psql is played by a connection: with -At, without aligned columns its output is that of the values. */
    private String said(GuideCheck check, String command, PostgresDatabase warehouse) throws Exception {
        if (command.startsWith(PSQL)) {
            List<List<String>> rows = warehouse.query(unquoted(command.substring(PSQL.length())));
            return String.join(
                    "\n", rows.stream().map(row -> String.join("|", row)).toList());
        }
        // every ten seconds a sink tells what came: on a slow machine it does
        return told(command, check).replaceAll("(?m)^(analytics|lake): [\\d,]+ changes, .*\\n", "");
    }

    private String told(String command, GuideCheck check) throws Exception {
        return command.startsWith("culvert wait ") ? whileBothRun(() -> check.run(command)) : check.run(command);
    }

    private String whileBothRun(Callable<String> command) throws Exception {
        try (JavaProcess run = culvert("run");
                JavaProcess sink = culvert("sink", "run")) {
            String said = command.call();
            assertThat(run.isAlive()).as(run.err().text()).isTrue();
            assertThat(sink.isAlive()).as(sink.err().text()).isTrue();
            return said;
        }
    }

    private JavaProcess culvert(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(directory.resolve("shop.yaml").toString());
        return JavaProcess.of(Main.class)
                .sharesClasses("sink")
                .jvmArgument("-Xmx384m")
                .start(all.toArray(String[]::new));
    }

    private static String unquoted(String text) {
        return text.substring(1, text.length() - 1);
    }
}
