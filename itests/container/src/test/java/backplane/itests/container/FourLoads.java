// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.KernelPorts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Drivers of all four device types at once, and a front-end that sets up a fifth device all the time. */
final class FourLoads implements AutoCloseable {
    private static final Map<String, String> GPIO = Map.of("type", "gpio", "lines", "4");
    private static final String SET_UP = "gpio1";

    final Conversations.Counting transfers = new Conversations.Counting();
    private final List<Load> loads = new ArrayList<>();
    private GpioLoad gpio;
    private SetupLoad setup;

    /** @throws AssertionError if a device does not answer rightly from the start */
    FourLoads(SupervisedHost host, KernelPorts kernel) throws KernelFault {
        try {
            gpio = GpioLoad.oneByOne(host.socket("gpio0"), kernel, TimeUnit.MILLISECONDS.toNanos(2));
            loads.add(gpio);
            loads.add(new AskingLoad(host.socket("i2c0"), kernel, TimeUnit.MILLISECONDS.toNanos(3), transfers));
            loads.add(new AskingLoad(host.socket("sound0"), kernel, TimeUnit.MILLISECONDS.toNanos(5), new Conversations.Playing()));
            loads.add(new AskingLoad(host.socket("scmi0"), kernel, TimeUnit.MILLISECONDS.toNanos(3), new Conversations.Commanding()));
            setup = new SetupLoad(host.socket(SET_UP), kernel);
        } catch (KernelFault | RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    /** Settings of the devices, by name. */
    static Map<String, Map<String, String>> devices() {
        Map<String, Map<String, String>> devices = new LinkedHashMap<>();
        devices.put("gpio0", GPIO);
        devices.put(SET_UP, GPIO);
        Conversations.SETTINGS.forEach((type, settings) -> devices.put(type + "0", settings));
        return devices;
    }

    long answered() {
        return loads.stream().mapToLong(Load::answered).sum() + setup.rounds();
    }

    /** Waits until each driver has {@code more} answers than now, all of them right. */
    void awaitAnswers(long more, String told) {
        for (Load load : loads) {
            long before = load.answered();
            SupervisedHost.await(() -> {
                load.requireWell();
                return load.answered() >= before + more;
            }, () -> load + ": " + load.answered() + " answers after " + before + told);
        }
        long rounds = setup.rounds();
        SupervisedHost.await(() -> setup.rounds() > rounds, () -> "no more rounds of setting up after " + rounds + told);
    }

    /** The longest that the GPIO driver waited since this was asked last, nanoseconds. */
    long takeLongestPause() {
        return gpio.takeLongestPause();
    }

    /** Waits until the first driver has {@code more} answers than {@code before}. */
    void awaitFirst(long before, long more, String told) {
        Load load = loads.get(0);
        SupervisedHost.await(() -> {
            load.requireWell();
            return load.answered() >= before + more;
        }, () -> load.answered() + " answers after " + before + told);
    }

    long firstAnswered() {
        return loads.get(0).answered();
    }

    @Override
    public void close() {
        try {
            if (setup != null) {
                setup.close();
            }
        } finally {
            loads.forEach(Load::close);
        }
    }
}
