package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsageErrorsTest {
    @Test
    void aWrongCommandLineIsAnErrorLikeOthers() {
        Invocation invocation = Invocation.of("validate", "--frobnicate", "x");

        assertThat(invocation.exitCode()).isEqualTo(2);
        assertThat(invocation.out()).isEmpty();
        assertThat(invocation.err())
                .startsWith("error CV-USAGE  culvert validate")
                .contains("--frobnicate", "Nothing was changed.", "To mend: culvert validate --help");
    }

    @Test
    void isToldAsJsonWhereJsonWasAskedFor() {
        for (String[] arguments : new String[][] {
            {"-o", "json", "bogus"}, {"bogus", "--output=json"}, {"validate", "-o", "json"}, {"-ojson", "bogus"}
        }) {
            Invocation invocation = Invocation.of(arguments);

            assertThat(invocation.exitCode()).isEqualTo(2);
            assertThat(invocation.json().at("/error/code").asText()).isEqualTo("CV-USAGE");
            assertThat(invocation.err()).isEmpty();
        }
    }

    @Test
    void repeatsNoPassword() {
        Invocation invocation = Invocation.of("validate", "file.yaml", "--url=postgresql://culvert:S3CR3T@db/shop");

        assertThat(invocation.exitCode()).isEqualTo(2);
        assertThat(invocation.err()).contains("--url").doesNotContain("S3CR3T");
    }

    @Test
    void repeatsNothingThatMayBeASecret() {
        for (String[] arguments : new String[][] {
            {"run", "file.yaml", "--password", "S3CR3T"},
            {"run", "file.yaml", "--password=S3CR3T"},
            {"run", "file.yaml", "-pS3CR3T"},
            {"plan", "file.yaml", "S3CR3T"}
        }) {
            Invocation invocation = Invocation.of(arguments);

            assertThat(invocation.exitCode()).isEqualTo(2);
            assertThat(invocation.err()).contains("CV-USAGE").doesNotContain("S3CR3T");
        }
        assertThat(Invocation.of("run", "f", "--password=x").err()).contains("There is no option --password.");
        assertThat(Invocation.of("statsu", "f").err()).contains("There is no command \"statsu\".", "status");
    }

    @Test
    void helpIsData() {
        Invocation help = Invocation.of("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: culvert", "validate", "explain");
        assertThat(Invocation.of("help", "validate").out()).contains("Usage: culvert validate");
    }
}
