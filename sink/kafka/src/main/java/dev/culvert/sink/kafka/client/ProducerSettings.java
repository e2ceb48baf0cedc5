package dev.culvert.sink.kafka.client;

import dev.culvert.schemas.definition.ProducerSetting;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The settings of a producer: what a definition gives over Culvert's defaults. {@link ProducerSetting} is the allow-list. */
final class ProducerSettings {
    private static final TreeSet<String> ALLOWED = Arrays.stream(ProducerSetting.values())
            .map(ProducerSetting::key)
            .collect(Collectors.toCollection(TreeSet::new));

    private ProducerSettings() {}

    /**
     * The defaults with what the definition gives over them. Asked again here, since not every definition was read from a file.
     *
     * @throws CulvertException {@link ErrorCode#DEF_UNKNOWN_KEY} if a setting is not in the allow-list
     */
    static Map<String, String> with(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>();
        for (ProducerSetting setting : ProducerSetting.values()) {
            setting.defaultValue().ifPresent(value -> settings.put(setting.key(), value));
        }
        for (Map.Entry<String, String> entry : new TreeMap<>(given).entrySet()) {
            if (!ALLOWED.contains(entry.getKey())) {
                throw new CulvertException(
                        ErrorCode.DEF_UNKNOWN_KEY,
                        "kafka.producer." + entry.getKey(),
                        "It is not among the client settings that may be given.",
                        Changed.NOTHING,
                        "Take it out. These may be given: " + String.join(", ", ALLOWED) + ".");
            }
            settings.put(entry.getKey(), entry.getValue());
        }
        return settings;
    }
}
