// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.gpio.GpioChip;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers from linux/gpio.h, written out, and the form of a line's choice. */
@Tag("gpio")
class GpioUapiTest {
    @Test
    void requestCodes() {
        assertThat(GpioUapi.GET_CHIPINFO).isEqualTo(0x8044b401);
        assertThat(GpioUapi.GET_LINEINFO).isEqualTo(0xc100b405);
        assertThat(GpioUapi.GET_LINE).isEqualTo(0xc250b407);
        assertThat(GpioUapi.SET_CONFIG).isEqualTo(0xc110b40d);
        assertThat(GpioUapi.GET_VALUES).isEqualTo(0xc010b40e);
        assertThat(GpioUapi.SET_VALUES).isEqualTo(0xc010b40f);
    }

    @Test
    void offsets() {
        assertThat(GpioUapi.CHIP_LINES.offset()).isEqualTo(64);
        assertThat(GpioUapi.REQUEST_CONSUMER.offset()).isEqualTo(256);
        assertThat(GpioUapi.REQUEST_CONFIG.offset()).isEqualTo(288);
        assertThat(GpioUapi.REQUEST_COUNT.offset()).isEqualTo(560);
        assertThat(GpioUapi.REQUEST_FD.offset()).isEqualTo(588);
        assertThat(GpioUapi.CONFIG_ATTRIBUTES.offset()).isEqualTo(32);
        assertThat(GpioUapi.INFO_OFFSET.offset()).isEqualTo(64);
        assertThat(GpioUapi.INFO_FLAGS.offset()).isEqualTo(72);
        assertThat(GpioUapi.EVENT_LINE_SEQUENCE.offset()).isEqualTo(20);
    }

    @Test
    void aLineWithAllItsAttributes() {
        LineChoice line = LineChoice.parse(
                " 1e780000.gpio:power as=pwr active-low pull-up open-drain debounce=500 initial=1 safe=0 stop=keep");
        assertThat(line.chip()).isEqualTo("1e780000.gpio");
        assertThat(line.line()).isEqualTo("power");
        assertThat(line.name()).isEqualTo("pwr");
        assertThat(line.flags()).isEqualTo(GpioUapi.ACTIVE_LOW | GpioUapi.PULL_UP | GpioUapi.OPEN_DRAIN);
        assertThat(line.debounce()).isEqualTo(500);
        assertThat(line.initial()).isEqualTo(1);
        assertThat(line.policies().release()).as("with a safe value").isEqualTo(LinePolicy.SAFE);
        assertThat(line.policies().stop()).isEqualTo(LinePolicy.KEEP);
    }

    @Test
    void aLineWithNone() {
        LineChoice line = LineChoice.parse("0:3");
        assertThat(line.initial()).isEqualTo(GpioChip.NO_LEVEL);
        assertThat(line.policies().release()).isEqualTo(LinePolicy.INPUT);
        assertThat(line.mayDrive() && line.mayRead()).isTrue();
        assertThat(line.shared()).isFalse();
    }

    @Test
    void eachEndHasItsPolicyAndWithoutThatOfTheEndBefore() {
        LinePolicies all = LineChoice.parse("0:3 release=keep reset=safe disconnect=input upgrade=safe stop=keep").policies();
        assertThat(all).isEqualTo(new LinePolicies(LinePolicy.KEEP, LinePolicy.SAFE, LinePolicy.INPUT, LinePolicy.SAFE, LinePolicy.KEEP));
        LinePolicies some = LineChoice.parse("0:3 reset=keep").policies();
        assertThat(some).isEqualTo(new LinePolicies(LinePolicy.INPUT, LinePolicy.KEEP, LinePolicy.KEEP, LinePolicy.KEEP, LinePolicy.KEEP));
        for (String end : List.of("release", "reset", "disconnect", "upgrade", "stop")) {
            assertThatThrownBy(() -> LineChoice.parse("0:3 read-only " + end + "=safe")).as(end)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LineChoice.parse("0:3 " + end + "=off")).as(end).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", ":3", "0:", "0:3 bright", "0:3 pull-up pull-down", "0:3 open-drain open-source", "0:3 debounce=-1",
        "0:3 debounce=2000000", "0:3 initial=2", "0:3 safe=", "0:3 stop=now", "0:3 read-only initial=0", "0:3 in-only out-only",
        "0:3 in-only stop=safe", "0:3 debounce=x"})
    void otherFormsAreRefused(String text) {
        assertThatThrownBy(() -> LineChoice.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void edgesBeyondTheLimitAreCountedAndTheLastIsGivenBack() {
        EdgeLimit limit = new EdgeLimit(2);
        assertThat(limit.lets(1, 1000)).isTrue();
        assertThat(limit.lets(0, 1001)).isTrue();
        assertThat(limit.lets(1, 1002)).isFalse();
        assertThat(limit.suppressed()).isEqualTo(1);
        assertThat(limit.giveBack(1003)).isEqualTo(EdgeLimit.NOTHING);
        assertThat(limit.giveBack(1_000_001_000L)).isEqualTo(1);
        assertThat(limit.holdsBack()).isFalse();
        assertThat(limit.lets(0, 1_000_001_001L)).isTrue();
    }

    @Test
    void theLimitOfEdgesChangesWhileItHoldsOneBack() {
        EdgeLimit limit = new EdgeLimit(1);
        assertThat(limit.lets(1, 1_000)).isTrue();
        assertThat(limit.lets(0, 1_001)).isFalse();
        limit.set(3);
        assertThat(limit.lets(1, 1_002)).isTrue();
        assertThat(limit.holdsBack()).as("what came later is newer").isFalse();
        limit.set(1);
        assertThat(limit.lets(0, 1_003)).isFalse();
        limit.set(0);
        assertThat(limit.lets(1, 1_004)).isTrue();
        assertThat(limit.holdsBack()).isFalse();
        assertThat(limit.suppressed()).isEqualTo(2);
    }
}
