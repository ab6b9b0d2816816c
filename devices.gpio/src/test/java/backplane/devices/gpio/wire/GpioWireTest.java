// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.wire.WireField;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from linux/virtio_gpio.h, written out. */
@Tag("gpio")
class GpioWireTest {
    @Test
    void sizes() {
        assertThat(GpioConfigLayout.LAYOUT.size()).isEqualTo(8);
        assertThat(GpioRequest.LAYOUT.size()).isEqualTo(8);
        assertThat(GpioResponse.LAYOUT.size()).isEqualTo(2);
        assertThat(GpioIrqRequest.LAYOUT.size()).isEqualTo(2);
        assertThat(GpioIrqResponse.LAYOUT.size()).isEqualTo(1);
    }

    @Test
    void offsets() {
        assertThat(GpioConfigLayout.LAYOUT.fields()).extracting(WireField::offset).containsExactly(0, 2, 4);
        assertThat(GpioRequest.LAYOUT.fields()).extracting(WireField::offset).containsExactly(0, 2, 4);
        assertThat(GpioResponse.LAYOUT.fields()).extracting(WireField::offset).containsExactly(0, 1);
    }

    @Test
    void decodesLittleEndian() {
        ByteBuffer request = ByteBuffer.wrap(HexFormat.of().parseHex("0506070801020304"));
        assertThat(GpioRequest.TYPE.get(request, 0)).isEqualTo(0x0605);
        assertThat(GpioRequest.GPIO.get(request, 0)).isEqualTo(0x0807);
        assertThat(GpioRequest.VALUE.get(request, 0)).isEqualTo(0x04030201);
        ByteBuffer config = ByteBuffer.wrap(HexFormat.of().parseHex("0800000011223344"));
        assertThat(GpioConfigLayout.NGPIO.get(config, 0)).isEqualTo(8);
        assertThat(GpioConfigLayout.NAMES_SIZE.get(config, 0)).isEqualTo(0x44332211);
    }

    @ParameterizedTest
    @CsvSource({"1,GET_LINE_NAMES", "2,GET_DIRECTION", "3,SET_DIRECTION", "4,GET_VALUE", "5,SET_VALUE", "6,SET_IRQ_TYPE", "0,", "7,",
        "65535,"})
    void messageTypes(int code, GpioMessageType type) {
        assertThat(GpioMessageType.of(code)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"0,NONE", "1,OUT", "2,IN", "3,", "4294967295,"})
    void directions(long code, GpioDirection direction) {
        assertThat(GpioDirection.of(code)).isEqualTo(direction);
    }

    @ParameterizedTest
    @CsvSource({"0,NONE", "1,EDGE_RISING", "2,EDGE_FALLING", "3,EDGE_BOTH", "4,LEVEL_HIGH", "8,LEVEL_LOW", "5,", "6,", "7,", "9,",
        "12,", "4294967295,"})
    void irqTypes(long code, GpioIrqType type) {
        assertThat(GpioIrqType.of(code)).isEqualTo(type);
    }

    @Test
    void statusAndFeatureCodes() {
        assertThat(GpioStatus.OK.code()).isZero();
        assertThat(GpioStatus.ERR.code()).isEqualTo(1);
        assertThat(GpioIrqStatus.INVALID.code()).isZero();
        assertThat(GpioIrqStatus.VALID.code()).isEqualTo(1);
        assertThat(GpioFeature.IRQ.bit()).isZero();
    }
}
