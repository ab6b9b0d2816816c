// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from linux/virtio_i2c.h and the specification, written out. */
@Tag("i2c")
class I2cWireTest {
    @Test
    void layouts() {
        assertThat(I2cOutHeader.LAYOUT.size()).isEqualTo(8);
        assertThat(I2cInHeader.LAYOUT.size()).isEqualTo(1);
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("0102030405060708"));
        assertThat(I2cOutHeader.ADDR.get(bytes, 0)).isEqualTo(0x0201);
        assertThat(I2cOutHeader.FLAGS.get(bytes, 0)).isEqualTo(0x08070605L);
    }

    @Test
    void codes() {
        assertThat(I2cFlags.FAIL_NEXT).isEqualTo(1);
        assertThat(I2cFlags.M_RD).isEqualTo(2);
        assertThat(I2cStatus.OK.code()).isZero();
        assertThat(I2cStatus.ERR.code()).isEqualTo(1);
        assertThat(I2cFeature.ZERO_LENGTH_REQUEST.bit()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0x00a0,0x50", "0x00fe,0x7f", "0x0000,0x00", "0x23f2,10:0x123", "0xfff6,10:0x3ff", "0x00f0,10:0x000", "0x00f8,0x7c"})
    void addresses(String field, String text) {
        int address = I2cAddress.decode(Integer.decode(field));
        assertThat(I2cAddress.text(address)).isEqualTo(text);
        assertThat(I2cAddress.parse(text)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({"0x00a1", "0x01a0", "0x00f1", "0x23f3", "0xffff"})
    void noAddresses(String field) {
        assertThat(I2cAddress.decode(Integer.decode(field))).isEqualTo(I2cAddress.NONE);
    }
}
