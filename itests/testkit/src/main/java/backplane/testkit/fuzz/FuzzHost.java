// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import backplane.device.DeviceHost;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The host of one start of a device; its thread is the fuzzer's. */
final class FuzzHost implements DeviceHost {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    @Override
    public void post(Runnable task) {
        if (!stopped) {
            tasks.add(task);
        }
    }

    @Override
    public void configChanged() {
        // any time, any number of them
    }

    @Override
    public void needsReset() {
        // a device may say so; the driver here resets it anyway
    }

    /** Runs what is there; false if nothing was. */
    boolean run() {
        boolean ran = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            ran = true;
        }
        return ran;
    }

    void stop() {
        stopped = true;
        tasks.clear();
    }
}
