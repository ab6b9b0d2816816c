// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Looks at what goes on between front-ends, guests and devices. A service; any thread. */
public interface TraceOperations {
    /** Somebody who looks. One thread. */
    interface Listening extends AutoCloseable {
        /** @return null if nothing came within that time */
        TraceEntry next(Duration patience) throws InterruptedException;

        /** Entries that were left out because nobody took them in time. */
        long dropped();

        @Override
        void close();
    }

    /**
     * Begins to look. The device never waits for whoever does.
     *
     * @param capacity entries that wait to be taken, 1 to 100,000; what is more is left out and counted
     * @throws OperationRefused if there is no such device
     */
    Listening listen(String device, int capacity) throws OperationRefused;

    /**
     * Writes the requests and answers of a device to a file, with its settings and the state that it has at the beginning, until the time
     * or the room is over.
     *
     * @param file must not be there
     * @param most bytes of the file, 4096 or more
     * @return requests that were recorded
     * @throws OperationRefused if there is no such device, it has no driver, or the file can't be made
     */
    long record(String device, Path file, Duration time, long most) throws OperationRefused, InterruptedException;

    /**
     * Offers the requests of a recording to a device that is made for it, and compares the answers.
     *
     * @param settings in place of the recorded ones of the same keys
     * @param bundle   as {@code vhost:types} has it, of those that offer the type now; empty for the one that serves
     * @throws OperationRefused if it is no recording, or the device can't be made
     */
    ReplayView replay(Path file, Map<String, String> settings, String bundle) throws OperationRefused;
}
