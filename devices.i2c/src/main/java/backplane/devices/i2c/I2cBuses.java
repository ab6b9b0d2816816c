// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The buses of this bundle, one for each adapter, however many devices share it. Any thread. */
@Component(service = I2cBuses.class)
public final class I2cBuses {
    /** Turns that may wait on one bus; a device has one at most. */
    private static final int MOST_TURNS = 4096;
    private static final long IDLE_SECONDS = 5;

    private final Map<String, Known> buses = new HashMap<>();

    private record Known(Object plan, I2cBus bus) {
    }

    /** Opens an adapter. */
    interface Opener<E extends Exception> {
        I2cAdapter open() throws E;
    }

    @Activate
    public I2cBuses() {
        // none yet
    }

    /**
     * The bus of an adapter, which is opened if no device has it yet. A bus of another plan takes the place of one that is there: so a
     * device can be replaced by one with other chips, and both are there meanwhile.
     *
     * @param key  tells adapters apart
     * @param plan null if whatever is there will do
     */
    synchronized <E extends Exception> I2cBus bus(String key, Object plan, Opener<E> opener) throws E {
        Known known = buses.get(key);
        if (known != null && !known.bus().isClosed() && (plan == null || plan.equals(known.plan()))) {
            return known.bus();
        }
        I2cBus bus = new I2cBus(opener.open(), thread(key), () -> forget(key));
        buses.put(key, new Known(plan, bus));
        return bus;
    }

    private synchronized void forget(String key) {
        buses.computeIfPresent(key, (same, known) -> known.bus().isClosed() ? null : known);
    }

    /** One thread that ends when nothing was to be done for a while. */
    private static ThreadPoolExecutor thread(String key) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_TURNS),
            task -> {
                Thread thread = new Thread(task, "i2c " + key);
                thread.setDaemon(true);
                return thread;
            });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
