// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.chain.ChainFault;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.devices.gpio.wire.GpioDirection;
import backplane.devices.gpio.wire.GpioIrqType;
import backplane.testkit.TestChain;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stop, start, release, reset and close. */
@Tag("gpio")
class GpioLifeTest {
    private final FakeChip chip = new FakeChip("", "", "", "");
    private final DriverSide driver = new DriverSide(chip).start();

    @Test
    void stopHandsTheBuffersBack() {
        driver.enableLine2("01");
        TestChain event = driver.event2();
        driver.stop();
        assertThat(event.isHandedBack()).isTrue();
        driver.start();
        TestChain again = driver.event2();
        chip.level(2, 1);
        driver.host.run();
        assertThat(again.answerHex()).isEqualTo("01");
    }

    @Test
    void anEdgeBetweenStopAndStartIsDelivered() {
        driver.enableLine2("01");
        driver.stop();
        chip.level(2, 1);
        chip.level(2, 0);
        driver.start();
        assertThat(driver.event2().answerHex()).isEqualTo("01");
        assertThat(driver.event2().isHeld()).isTrue();
    }

    @Test
    void anEdgeWhoseTaskDiedWithTheHostIsDelivered() {
        driver.enableLine2("01");
        TestChain event = driver.event2();
        chip.level(2, 1);
        driver.stop();
        assertThat(event.isHandedBack()).isTrue();
        driver.start();
        assertThat(driver.event2().answerHex()).isEqualTo("01");
        chip.level(2, 0);
        TestChain next = driver.event2();
        chip.level(2, 1);
        driver.host.run();
        assertThat(next.answerHex()).as("tasks are posted to the new host").isEqualTo("01");
    }

    @Test
    void aLatchedEdgeOutlivesAStop() {
        driver.enableLine2("02");
        chip.level(2, 1);
        chip.level(2, 0);
        driver.host.run();
        driver.stop();
        driver.start();
        assertThat(driver.event2().answerHex()).isEqualTo("01");
    }

    @Test
    void releaseOfTheEventqReturnsTheBuffers() {
        driver.enableLine2("01");
        TestChain event = driver.event2();
        driver.device.released(0);
        assertThat(event.isHeld()).isTrue();
        driver.device.released(1);
        assertThat(event.answerHex()).isEqualTo("00");
        assertThat(driver.event2().isHeld()).as("still enabled").isTrue();
    }

    @Test
    void resetForgetsWhatTheDriverHasSet() {
        driver.ask("03 00 00 00 01 00 00 00");
        driver.ask("05 00 01 00 01 00 00 00");
        driver.enableLine2("01");
        TestChain event = driver.event2();
        chip.calls.clear();
        driver.device.reset();
        assertThat(event.answerHex()).isEqualTo("00");
        assertThat(chip.calls).containsExactly("direction 0 NONE", "direction 1 NONE", "watch 2 false", "direction 2 NONE");
        for (int line = 0; line < 4; line++) {
            assertThat(driver.ask("02 00 0" + line + " 00 00 00 00 00")).isEqualTo("00 00");
        }
        assertThat(driver.event2().answerHex()).isEqualTo("00");
        driver.ask("03 00 01 00 01 00 00 00");
        assertThat(chip.calls).as("the value of line 1").endsWith("direction 1 OUT 0");
    }

    @Test
    void closeNeverThrows() {
        List<GpioDevice> closed = new ArrayList<>();
        GpioChip failing = (GpioChip) Proxy.newProxyInstance(GpioChip.class.getClassLoader(), new Class<?>[] {GpioChip.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "lineCount" -> 1;
                    case "names" -> List.of("");
                    case "close" -> throw new IllegalStateException("stuck");
                    default -> null;
                });
        GpioDevice device = new GpioDevice("gpio1", failing, settings -> { }, closed::add);
        device.close();
        assertThat(closed).containsExactly(device);
        driver.device.close();
        assertThat(chip.calls).endsWith("close");
    }

    @Test
    void aBufferWhoseMemoryIsGoneIsReturnedAllTheSame() {
        driver.enableLine2("01");
        TestChain event = TestChain.request("02 00", 1);
        driver.device.offered(DriverSide.EVENTQ, unwritable(event));
        chip.level(2, 1);
        driver.host.run();
        assertThat(event.written()).isZero();
        assertThat(driver.event2().isHeld()).as("the edge went with it").isTrue();
    }

    @Test
    void theConsoleSeesTheLines() {
        driver.enableLine2("03");
        driver.event2();
        LineView line = driver.device.view().get(2);
        assertThat(line).isEqualTo(new LineView(2, "", GpioDirection.IN, 0, GpioIrqType.EDGE_BOTH, true, false, ""));
        assertThat(driver.device.isRunning()).isTrue();
        driver.stop();
        assertThat(driver.device.isRunning()).isFalse();
    }

    private static DescriptorChain unwritable(TestChain chain) {
        ChainWriter writer = new ChainWriter() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public long remaining() {
                return 1;
            }

            @Override
            public void position(long fromStart) {
                throw new AssertionError();
            }

            @Override
            public int write(ByteBuffer from) {
                throw new ChainFault(ChainFault.Reason.UNMAPPED, "gone");
            }
        };
        return (DescriptorChain) Proxy.newProxyInstance(DescriptorChain.class.getClassLoader(), new Class<?>[] {DescriptorChain.class},
                (proxy, method, args) -> method.getName().equals("writer") ? writer : method.invoke(chain, args));
    }
}
