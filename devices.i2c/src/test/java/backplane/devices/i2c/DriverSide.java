// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.Deadline;
import backplane.devices.i2c.wire.I2cFeature;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The driver and the host around one I2C device, both played by the test. Requests are written out in hexadecimal. */
final class DriverSide {
    static final FeatureSet ZERO_LENGTH = FeatureSet.of(I2cFeature.ZERO_LENGTH_REQUEST);
    static final String OK = "00";
    static final String ERR = "01";

    final I2cDevice device;
    ManualHost host;

    DriverSide(I2cAdapter adapter, String... allow) {
        this(new I2cBus(adapter, Runnable::run, () -> { }), "i2c0", allow);
    }

    DriverSide(I2cAdapter adapter, Executor thread, String... allow) {
        this(new I2cBus(adapter, thread, () -> { }), "i2c0", allow);
    }

    DriverSide(I2cBus bus, String name, String... allow) {
        I2cBus.Share share = new I2cBus.Share(name, AddressPolicy.parse(allow.length == 0 ? List.of("all") : List.of(allow)));
        if (bus.join(share) != null) {
            throw new AssertionError("a clash");
        }
        device = new I2cDevice(bus, share, 2, settings -> new I2cRules(settings.get(I2cSettings.ALLOW), 2), closed -> { });
        start(ZERO_LENGTH);
    }

    DriverSide start(FeatureSet negotiated) {
        host = new ManualHost();
        device.start(negotiated, host);
        return this;
    }

    void stop() {
        device.stop(Deadline.in(Duration.ofSeconds(5)));
        host.stopped();
    }

    /** One request, and nothing after it. */
    TestChain send(String request, int room) {
        TestChain chain = TestChain.request(request, room);
        device.offered(0, chain);
        device.drained(0);
        host.run();
        return chain;
    }

    String ask(String request, int room) {
        return send(request, room).answerHex();
    }

    /** Requests that are all there before the ring is looked at; each is its bytes, a slash and its room. */
    List<TestChain> offer(String... requests) {
        List<TestChain> chains = new ArrayList<>();
        for (String request : requests) {
            String[] parts = request.split("/");
            TestChain chain = TestChain.request(parts[0].strip(), Integer.parseInt(parts[1].strip()));
            chains.add(chain);
            device.offered(0, chain);
        }
        return chains;
    }

    List<String> askAll(String... requests) {
        List<TestChain> chains = offer(requests);
        device.drained(0);
        host.run();
        return chains.stream().map(TestChain::answerHex).toList();
    }

    long count(I2cCounter counter) {
        return device.counters().get(counter);
    }
}
