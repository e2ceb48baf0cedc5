package dev.culvert.schemas.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.Secret;
import org.junit.jupiter.api.Test;

class HashMaskTest {

    /** The value is that of {@code openssl dgst -sha256 -hmac}. */
    @Test
    void aHashIsHmacSha256InHexadecimal() {
        HashMask mask = new HashMask(new Secret("sixteen bytes at least"));
        assertThat(mask.apply("4111 1111"))
                .isEqualTo("d6c53f894d9d546f6d80dad7130e311d84a81235a41408c968bc0862f53d0a03")
                .isEqualTo(mask.apply("4111 1111"));
        assertThat(new HashMask(new Secret("another sixteen bytes")).apply("4111 1111"))
                .isNotEqualTo(mask.apply("4111 1111"));
    }
}
