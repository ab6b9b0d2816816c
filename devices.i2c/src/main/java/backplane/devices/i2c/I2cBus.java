// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.devices.i2c.wire.I2cAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * An adapter with all devices that share it, and the thread on which it is used. Each device has at most one transfer here, so that
 * first come, first served is fair: a driver that asks a thousand times waits a thousand turns. Any thread.
 */
final class I2cBus {
    private final I2cAdapter adapter;
    private final Executor turns;
    private final Runnable whenClosed;
    private final List<Share> shares = new ArrayList<>();
    private boolean closed;

    /** One device's part of the bus. */
    record Share(String device, AddressPolicy policy) {
    }

    /**
     * @param turns      does what it gets one after another
     * @param whenClosed after the adapter has been closed
     */
    I2cBus(I2cAdapter adapter, Executor turns, Runnable whenClosed) {
        this.adapter = adapter;
        this.turns = turns;
        this.whenClosed = whenClosed;
    }

    I2cAdapter adapter() {
        return adapter;
    }

    /**
     * Joins a device.
     *
     * @return the name of another device that has one of the addresses, in which case nothing has changed; else null
     */
    synchronized String join(Share share) {
        for (Share other : shares) {
            // of the same name: the device that this one is going to replace
            if (!other.device().equals(share.device()) && clash(other.policy(), share.policy()) >= 0) {
                return other.device();
            }
        }
        shares.add(share);
        return null;
    }

    /**
     * Gives a device another part of the bus.
     *
     * @return the name of another device that has one of the addresses, in which case nothing has changed; else null
     */
    synchronized String exchange(Share before, Share next) {
        shares.remove(before);
        String other = join(next);
        if (other != null) {
            shares.add(before);
        }
        return other;
    }

    /** The first address that both may use, or -1. */
    private static int clash(AddressPolicy one, AddressPolicy other) {
        for (int address = 0; address < I2cAddress.END; address++) {
            if (one.mentions(address) && other.mentions(address)) {
                return address;
            }
        }
        return -1;
    }

    /** The last one closes the adapter, after the transfer that is going on. */
    void leave(Share share) {
        synchronized (this) {
            shares.remove(share);
            if (!shares.isEmpty() || closed) {
                return;
            }
            closed = true;
        }
        turns.execute(adapter::close);
        whenClosed.run();
    }

    /** Whether all devices have left. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Has something done on the bus' thread, after what waits there. */
    void execute(Runnable turn) {
        turns.execute(turn);
    }
}
