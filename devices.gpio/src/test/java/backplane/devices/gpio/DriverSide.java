// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.Deadline;
import backplane.devices.gpio.wire.GpioFeature;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.time.Duration;

/** The driver and the host around one GPIO device, both played by the test. Requests are written out in hexadecimal. */
final class DriverSide {
    static final FeatureSet IRQ = FeatureSet.of(GpioFeature.IRQ);
    static final int REQUESTQ = 0;
    static final int EVENTQ = 1;

    final GpioDevice device;
    ManualHost host;

    DriverSide(GpioChip chip) {
        device = new GpioDevice("gpio0", chip, settings -> { }, closed -> { });
    }

    DriverSide start(FeatureSet negotiated) {
        host = new ManualHost();
        device.start(negotiated, host);
        return this;
    }

    DriverSide start() {
        return start(IRQ);
    }

    void stop() {
        device.stop(Deadline.in(Duration.ofSeconds(1)));
        host.stopped();
    }

    /** A request that is answered at once: its answer in hexadecimal. */
    String ask(String request, int room) {
        TestChain chain = TestChain.request(request, room);
        device.offered(REQUESTQ, chain);
        return chain.answerHex();
    }

    String ask(String request) {
        return ask(request, 2);
    }

    /** A buffer of the eventq. */
    TestChain event(String request) {
        TestChain chain = TestChain.request(request, 1);
        device.offered(EVENTQ, chain);
        return chain;
    }

    /** Line 2 becomes an input with this interrupt. */
    void enableLine2(String irqType) {
        mustBe("00 00", ask("03 00 02 00 02 00 00 00"));
        mustBe("00 00", ask("06 00 02 00 " + irqType + " 00 00 00"));
    }

    /** A buffer for line 2. */
    TestChain event2() {
        return event("02 00");
    }

    private static void mustBe(String expected, String answer) {
        if (!expected.equals(answer)) {
            throw new AssertionError("the answer is " + answer + " instead of " + expected);
        }
    }
}
