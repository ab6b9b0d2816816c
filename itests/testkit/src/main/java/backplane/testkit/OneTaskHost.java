// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.device.DeviceHost;
import java.util.concurrent.atomic.AtomicReference;

/** A host that has one task at a time and makes no garbage: whoever posts another one waits. */
public final class OneTaskHost implements DeviceHost {
    private final AtomicReference<Runnable> task = new AtomicReference<>();
    private volatile boolean stopped;

    @Override
    public void post(Runnable posted) {
        while (!stopped && !task.compareAndSet(null, posted)) {
            Thread.onSpinWait();
        }
    }

    /** As the contract has it after the device's {@code stop}: later calls do nothing. Whoever waits goes on. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void configChanged() {
        throw new AssertionError();
    }

    @Override
    public void needsReset() {
        throw new AssertionError();
    }

    /** Runs it, if there is one. On the thread that plays the device's. */
    public void run() {
        Runnable posted = task.getAndSet(null);
        if (posted != null) {
            posted.run();
        }
    }
}
