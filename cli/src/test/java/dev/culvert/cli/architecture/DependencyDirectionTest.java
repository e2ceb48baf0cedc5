package dev.culvert.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.culvert.cli.Main;
import dev.culvert.migration.watchdog.Watchdog;
import dev.culvert.testkit.DeveloperStack;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Imports point one way. The module {@code cli} has every other one on its class path, so the rule is kept here. */
class DependencyDirectionTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.culvert");
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(classes)
                .extracting(JavaClass::getPackageName)
                .anyMatch(name -> name.startsWith("dev.culvert.schemas"))
                .anyMatch(name -> name.startsWith("dev.culvert.postgres"))
                .anyMatch(name -> name.startsWith("dev.culvert.connector"))
                .anyMatch(name -> name.startsWith("dev.culvert.sink.kafka"))
                .anyMatch(name -> name.startsWith("dev.culvert.sink.flink"))
                .anyMatch(name -> name.startsWith("dev.culvert.runtime"))
                .anyMatch(name -> name.startsWith("dev.culvert.migration"))
                .anyMatch(name -> name.startsWith("dev.culvert.cli"))
                .anyMatch(name -> name.startsWith("dev.culvert.testkit"));
    }

    @Test
    void modulesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.culvert..")
                .layer("schemas")
                .definedBy("dev.culvert.schemas..")
                .layer("postgres")
                .definedBy("dev.culvert.postgres..")
                .layer("connector")
                .definedBy("dev.culvert.connector..")
                .layer("sink/kafka")
                .definedBy("dev.culvert.sink.kafka..")
                .layer("sink/flink")
                .definedBy("dev.culvert.sink.flink..")
                .layer("runtime")
                .definedBy("dev.culvert.runtime..")
                .layer("migration")
                .definedBy("dev.culvert.migration..")
                .layer("cli")
                .definedBy("dev.culvert.cli..")
                .layer("testkit")
                .definedBy("dev.culvert.testkit..")
                .whereLayer("schemas")
                .mayNotAccessAnyLayer()
                .whereLayer("postgres")
                .mayOnlyAccessLayers("schemas")
                .whereLayer("connector")
                .mayOnlyAccessLayers("schemas", "postgres")
                .whereLayer("sink/kafka")
                .mayOnlyAccessLayers("schemas")
                .whereLayer("sink/flink")
                .mayOnlyAccessLayers("schemas", "postgres", "sink/kafka")
                .whereLayer("runtime")
                .mayOnlyAccessLayers("schemas", "postgres", "connector", "sink/kafka")
                .whereLayer("migration")
                .mayOnlyAccessLayers("schemas", "postgres")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("testkit")
                .mayNotAccessAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(classes);
    }

    /** The embedded servers of a definition are the testkit's; nothing else of the product knows it. */
    @Test
    void theTestkitServesTestsAndEmbeddedServers() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.culvert..")
                .and()
                .resideOutsideOfPackages("dev.culvert.testkit..", "dev.culvert.cli.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.culvert.testkit.."));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().assignedFrom(new Packages()).should().beFreeOfCycles());
    }

    @Test
    void nothingIsCommonOrUtil() {
        check(noClasses().should().resideInAnyPackage("..common..", "..util..", "..utils..", "..helper..", "..misc.."));
    }

    @Test
    void eachLibraryHasItsPlace() {
        onlyIn("org.postgresql..", "dev.culvert.postgres..", "dev.culvert.connector..", "dev.culvert.testkit..");
        onlyIn("io.debezium..", "dev.culvert.connector.debezium..");
        onlyIn("io.javalin..", "dev.culvert.runtime.http..");
        onlyIn("picocli..", "dev.culvert.cli..");
        onlyIn("org.apache.flink..", "dev.culvert.sink.flink..");
        onlyIn(
                "org.apache.iceberg..",
                "dev.culvert.sink.flink.iceberg..",
                "dev.culvert.sink.flink.value..",
                "dev.culvert.sink.flink.files..");
        onlyIn("org.apache.hadoop..", "dev.culvert.sink.flink.iceberg..", "dev.culvert.sink.flink.files..");
        onlyIn("org.yaml..", "dev.culvert.schemas..");
        onlyIn("org.h2..", "dev.culvert.sink.flink.transform..");
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.culvert.schemas..", "dev.culvert.runtime..", "dev.culvert.sink..")
                .and()
                .resideOutsideOfPackage("dev.culvert.sink.flink.transform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql.."));
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.culvert.schemas..", "dev.culvert.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.apache.avro.."));
    }

    private static void onlyIn(String library, String... places) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(places)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    /** What is printed goes by the writers that the program hands on, so that a test sees it and {@code -o json} stays JSON. */
    @Test
    void onlyProgramsTouchTheStandardStreams() {
        check(noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class, DeveloperStack.class, Watchdog.class)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }

    /** Each package by itself, but for two that are one: an error holds findings, and a finding holds an error's code. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass each) {
            if (!resideInAPackage("dev.culvert..").test(each)) {
                return SliceIdentifier.ignore();
            }
            return resideInAnyPackage("dev.culvert.schemas.error", "dev.culvert.schemas.finding")
                            .test(each)
                    ? SliceIdentifier.of("dev.culvert.schemas.error and finding")
                    : SliceIdentifier.of(each.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
