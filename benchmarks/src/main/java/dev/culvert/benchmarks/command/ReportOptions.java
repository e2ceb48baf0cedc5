package dev.culvert.benchmarks.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.report.Machine;
import dev.culvert.benchmarks.system.CdcSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the result goes beside the terminal. */
public final class ReportOptions {
    @Option(names = "--json", description = "Write the report as JSON to this file, too")
    private Optional<Path> json = Optional.empty();

    void write(String benchmark, Machine machine, List<CdcSystem> systems, Object result) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("benchmark", benchmark);
        report.put("machine", machine);
        report.put("systems", systems.stream().map(CdcSystem::description).toList());
        report.put("result", result);
        json.ifPresent(file -> write(report, file));
    }

    private static void write(Map<String, Object> report, Path file) {
        try {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), report);
        } catch (IOException e) {
            throw new BenchmarkException("the report cannot be written to " + file, e);
        }
    }
}
