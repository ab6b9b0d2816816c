// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import backplane.kernel.KernelFault;

/** Something that can be set to a number: a rate, a level, a voltage, on or off. Port to hardware; on the platform's thread. */
public interface Control {
    /** What it is at now. */
    long get() throws KernelFault;

    void set(long value) throws KernelFault;

    /** What it is on its way to; the same as now for one that is there at once. */
    default long target() throws KernelFault {
        return get();
    }

    /** When it will be there, in nanoseconds of {@link System#nanoTime}; 0 if it is. */
    default long settled() {
        return 0;
    }
}
