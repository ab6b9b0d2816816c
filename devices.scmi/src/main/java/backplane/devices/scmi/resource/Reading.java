// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import backplane.kernel.KernelFault;

/** Something that is measured. Port to hardware; on the platform's thread. */
public interface Reading {
    /** The value now, in the sensor's unit times ten to its scale. */
    long read() throws KernelFault;
}
