package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Between;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Matches;
import dev.culvert.schemas.definition.annotation.Range;
import dev.culvert.schemas.definition.annotation.Required;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code iceberg} of a sink. */
@Doc("An Iceberg catalog, and how its tables are kept.")
public record IcebergDefinition(
        @Default("jdbc") @Doc("Who knows the tables.") Catalog catalog,
        @Example("http://catalog:8181")
                @Doc(
                        "Where the catalog is: the address of a REST catalog, or the JDBC URL of a database. Default of a JDBC catalog: an SQLite database, `catalog.db` in the warehouse.")
                Optional<String> uri,
        @Example("/var/lib/culvert/lake")
                @Doc(
                        "Where the files are: a folder, or an address that `properties` say how to reach. A REST catalog may have one of its own.")
                Optional<String> warehouse,
        @Doc("The user of the database of a JDBC catalog.") Optional<String> user,
        @Doc("The password of the database of a JDBC catalog.") Optional<SecretReference> password,
        @Example("{s3.endpoint: \"http://minio:9000\"}")
                @Doc(
                        "Settings of the catalog and its files, by Iceberg's names. A class that they name (`io-impl`) must be on the class path.")
                Map<String, String> properties,
        @Doc("Settings that are secret.") List<SecretProperty> secrets,
        @Range(min = 2, max = 3) @Default("2") @Doc("The version of Iceberg's format that tables are made in.")
                int formatVersion,
        @Default("{}") @Doc("What is done about files and snapshots that add up.") Maintenance maintenance) {

    public enum Catalog {
        @Doc("A catalog that speaks Iceberg's REST protocol.")
        REST,
        @Doc("A database.")
        JDBC,
        @Doc(
                "The folders of the warehouse themselves. Of two that commit at the same moment one must lose, which the file system has to see to: local disks and HDFS do, S3 does not.")
        HADOOP
    }

    /** A setting whose value is a secret. */
    @Doc("A setting that is secret.")
    public record SecretProperty(
            @Required
                    @Matches(value = "[A-Za-z0-9._-]{1,100}", says = "letters, digits, dots and dashes")
                    @Example("s3.secret-access-key")
                    @Doc("Its name.")
                    String property,
            @Required @Doc("Where its value is.") SecretReference value) {}

    /** What is done between commits. */
    @Doc("What is done between commits. Nothing by default: leave it out where something else looks after the tables.")
    public record Maintenance(
            @Range(min = 2, max = 10_000)
                    @Example("50")
                    @Doc(
                            "A table is rewritten into few files, without what was deleted, when it has this many files of deletes; or of data, smaller than a quarter of `write.target-file-size-bytes`.")
                    Optional<Integer> compactAfter,
            @Between(min = "1m", max = "3650d")
                    @Example("7d")
                    @Doc("Snapshots that are older are removed, and files that only they have. The newest stays.")
                    Optional<Duration> keepSnapshots) {}

    public IcebergDefinition {
        properties = Map.copyOf(properties);
        secrets = List.copyOf(secrets);
    }
}
