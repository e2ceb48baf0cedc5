package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Bytes;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Example;
import dev.culvert.schemas.definition.annotation.Range;
import dev.culvert.schemas.definition.annotation.Required;

/** {@code files} of a sink. */
@Doc("A folder of Parquet files.")
public record FilesDefinition(
        @Required
                @Example("/var/lib/culvert/log")
                @Doc(
                        "The folder, of this sink alone. It is made if it is missing. On a cluster all TaskManagers and the command must see the same one.")
                String directory,
        @Bytes
                @Range(min = 1 << 20, max = 10L << 30)
                @Default("128MB")
                @Doc("About how large a file becomes before the next one is begun. Each commit begins new ones.")
                long rollSize) {}
