package dev.culvert.schemas.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void whatIsKnownIsWrittenAsPeopleSeeIt() throws Exception {
        JsonNode json = new ObjectMapper().readTree(StatusJson.bytes(status(Optional.of("1A/3C000060"))));

        assertThat(json.at("/phase").asText()).isEqualTo("streaming");
        assertThat(json.at("/at").asText()).isEqualTo("2026-11-20T10:00:00Z");
        assertThat(json.at("/walEnd").asText()).isEqualTo("1A/3C000060");
        assertThat(json.at("/received/lsn").asText()).isEqualTo("1A/3C000000");
        assertThat(json.at("/received/bytesBehind").asLong()).isEqualTo(96);
        assertThat(json.at("/findings/0/code").asText()).isEqualTo("CV-LAG");
        assertThat(json.at("/findings/0/severity").asText()).isEqualTo("warning");
        assertThat(json.at("/tables/0/changes").asLong()).isEqualTo(7);
    }

    @Test
    void whatIsNotKnownIsNullAndEveryKeyIsThere() {
        JsonNode json = StatusJson.tree(status(Optional.empty()));

        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(keys::add);
        assertThat(keys)
                .containsExactlyElementsOf(Arrays.stream(PipelineStatus.class.getRecordComponents())
                        .map(component -> component.getName())
                        .toList());
        assertThat(json.at("/walEnd").isNull()).isTrue();
        assertThat(json.at("/received/secondsBehind").isNull()).isTrue();
        assertThat(json.at("/tables/0/rowsCopied").isNull()).isTrue();
        assertThat(json.at("/lastError").isNull()).isTrue();
    }

    @Test
    void theTreeAndTheBytesAreTheSame() throws Exception {
        PipelineStatus status = status(Optional.of("1A/3C000060"));

        assertThat(new ObjectMapper().readTree(StatusJson.bytes(status)))
                .isEqualTo(new ObjectMapper().readTree(StatusJson.tree(status).toString()));
    }

    private static PipelineStatus status(Optional<String> walEnd) {
        return new PipelineStatus(
                "shop",
                PipelinePhase.STREAMING,
                AT,
                AT,
                Optional.empty(),
                walEnd,
                Optional.of(new PipelineStatus.Progress("1A/3C000000", walEnd.map(end -> 96L), Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new PipelineStatus.TableStatus(
                        "public.orders",
                        "shop.public.orders",
                        "streaming",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(7L),
                        Optional.of(70L),
                        Optional.of(1L))),
                0,
                Optional.empty(),
                List.of(new Finding(ErrorCode.LAG, Severity.WARNING, "pipeline shop", "It is behind.", "Wait.")));
    }
}
