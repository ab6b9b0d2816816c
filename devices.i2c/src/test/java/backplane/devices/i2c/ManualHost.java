// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.DeviceHost;
import java.util.ArrayDeque;
import java.util.Queue;

/** A host whose device thread is the test: posted tasks wait until the test runs them. */
final class ManualHost implements DeviceHost {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean stopped;
    private int posted;

    @Override
    public synchronized void post(Runnable task) {
        if (!stopped) {
            tasks.add(task);
            posted++;
        }
    }

    @Override
    public void configChanged() {
        throw new AssertionError("an I2C device has no configuration");
    }

    @Override
    public void needsReset() {
        throw new AssertionError("nothing here needs a reset");
    }

    /** As the contract has it after {@code stop}: later calls do nothing. */
    synchronized void stopped() {
        stopped = true;
        tasks.clear();
    }

    /** Runs what was posted; returns how many tasks that were. */
    int run() {
        int count = 0;
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
            count++;
        }
        return count;
    }

    synchronized int posted() {
        return posted;
    }

    private synchronized Runnable next() {
        return tasks.poll();
    }
}
