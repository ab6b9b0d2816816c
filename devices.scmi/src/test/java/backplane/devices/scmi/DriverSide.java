// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.devices.scmi.wire.ScmiFeature;
import backplane.testkit.FakeKernel;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The driver and the host around one SCMI device, both played by the test. Messages are written out in hexadecimal. */
final class DriverSide implements DeviceHost, AutoCloseable {
    /** What the tests' platform has; names longer than 15 characters show their cut. */
    static final Map<String, String> PLATFORM = Map.ofEntries(
            Map.entry("sensors", "cpu=45.5 C, accelerometer-of-the-board=0.1|0.2|9.81 m/s2, vdd=3.3 V"),
            Map.entry("power-domains", "gpu, video-decoder-unit"),
            Map.entry("performance", "cpu=400|800|1200"),
            Map.entry("clocks", "uart=24000000|48000000, pll=1000000..100000000/1000, pixel=1000..2000/1<uart|pll"),
            Map.entry("resets", "can0, can1"),
            Map.entry("voltages", "core=600000..1300000/12500, io=1800000|3300000"),
            Map.entry("powercaps", "package=1000000..15000000/1000, core=1000000..5000000/1000<package"),
            Map.entry("pins", "p0, p1, p2"),
            Map.entry("pin-groups", "uart0=p0|p1, spare=p2"),
            Map.entry("pin-functions", "uart=uart0, gpio=uart0|spare"));
    static final FeatureSet EVENTS = FeatureSet.of(ScmiFeature.P2A_CHANNELS);

    private static final long LIMIT_SECONDS = 10;

    private static final FakeKernel KERNEL = new FakeKernel();

    final ScmiDevice device;
    private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    /** A component of its own, of a kernel without devices. */
    static ScmiComponent component() {
        return new ScmiComponent(new ScmiPlatforms(), new ScmiDevices(), KERNEL.charDevices(), KERNEL.pollers());
    }

    DriverSide(String... more) {
        this(DriverSide.component(), "scmi0", EVENTS, more);
    }

    /** @param more key, value, key, value */
    DriverSide(ScmiComponent component, String name, FeatureSet negotiated, String... more) {
        Map<String, String> settings = new TreeMap<>(PLATFORM);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        try {
            device = (ScmiDevice) component.create(new DeviceSettings(name, settings));
        } catch (SettingRejected rejected) {
            throw new AssertionError(rejected);
        }
        device.start(negotiated, this);
    }

    @Override
    public void post(Runnable task) {
        if (!stopped) {
            posted.add(task);
        }
    }

    @Override
    public void configChanged() {
        throw new AssertionError("an SCMI device has no configuration");
    }

    @Override
    public void needsReset() {
        throw new AssertionError("nothing here needs a reset");
    }

    /** A command; waits for its answer, in hexadecimal. */
    String ask(String request, int room) {
        TestChain chain = TestChain.request(request, room);
        device.offered(0, chain);
        await(chain);
        return chain.answerHex();
    }

    /** An event buffer; {@link #await} waits until it is used. */
    TestChain buffer(int room) {
        TestChain chain = TestChain.request("", room);
        device.offered(1, chain);
        return chain;
    }

    /** Runs what was posted, until the chain is answered. */
    void await(TestChain chain) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!chain.isCompleted()) {
            next(end, "no answer");
        }
    }

    private void next(long end, String failure) {
        try {
            Runnable task = posted.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (task == null) {
                throw new AssertionError(failure + " within " + LIMIT_SECONDS + " s");
            }
            task.run();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Runs what is posted already. */
    void run() {
        for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
            task.run();
        }
    }

    void stop() {
        device.stop(Deadline.in(Duration.ofSeconds(LIMIT_SECONDS)));
        stopped = true;
        posted.clear();
    }

    DriverSide restart() {
        stopped = false;
        device.start(EVENTS, this);
        return this;
    }

    /** Another device in place of this one, which has stopped. */
    DriverSide successor() throws StateRejected {
        return successor(device.save(), device::close);
    }

    /** @param before done when the device has its state, and before it starts */
    static DriverSide successor(DeviceState state, Runnable before) throws StateRejected {
        DriverSide next = new DriverSide();
        next.stop();
        next.device.restore(state);
        before.run();
        return next.restart();
    }

    @Override
    public void close() {
        stop();
        device.close();
    }
}
