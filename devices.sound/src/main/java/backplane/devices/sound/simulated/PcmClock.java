// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import java.util.concurrent.locks.LockSupport;

/** The time that paces simulated cards: a port, so that tests can let it pass. */
public interface PcmClock {
    /** The computer's. */
    PcmClock SYSTEM = new PcmClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Object who, long nanos) {
            LockSupport.parkNanos(who, nanos);
        }
    };

    /** Nanoseconds since some moment. */
    long nanos();

    /** Returns when so many nanoseconds have passed, or earlier. @param who as a debugger shows it */
    void sleep(Object who, long nanos);
}
