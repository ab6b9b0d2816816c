// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import backplane.kernel.KernelFault;

/** Something that can be set to a number: a rate, a level, a voltage, on or off. Port to hardware; on the platform's thread. */
public interface Control {
    /** What it is at now. */
    long get() throws KernelFault;

    void set(long value) throws KernelFault;
}
