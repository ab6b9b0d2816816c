// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Keeps character devices open while the bundle that uses them is replaced: what the kernel ties to a descriptor (a driven line, events
 * that wait) lives on. A service; any thread.
 */
public interface HeldDevices {
    /**
     * Leaves a device for whoever comes next. A former one of that key is ended.
     *
     * @param key  who may take it, in the words of the device type
     * @param held owned by this from now on
     */
    void hold(String key, Held held, Duration limit);

    /** The device of that key, owned by the caller from now on; null if there is none, or its time was over. */
    Held take(String key);

    /**
     * What is held.
     *
     * @param note    for the next one
     * @param request what is asked of the device before it is closed unused, by an ioctl; has no meaning without {@code will}
     * @param will    the structure of {@code request}, or null if nothing is to be asked
     */
    record Held(CharDevice device, long note, int request, ByteBuffer will) {
        /** Asks what is to be asked, and closes. */
        public void end() {
            try {
                if (will != null) {
                    device.ioctl(request, will);
                }
            } catch (KernelFault gone) {
                // a device that does not answer any more drives nothing either
            } finally {
                device.close();
            }
        }
    }
}
