// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.simulated;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Reading;
import backplane.kernel.KernelFault;

/** A number that is what it was set to, or fails as it was told to. On the platform's thread. */
public final class SimulatedValue implements Control, Reading {
    private long value;
    private KernelFault fault;

    public SimulatedValue(long value) {
        this.value = value;
    }

    @Override
    public long get() throws KernelFault {
        failIfTold();
        return value;
    }

    @Override
    public long read() throws KernelFault {
        return get();
    }

    @Override
    public void set(long next) throws KernelFault {
        failIfTold();
        value = next;
    }

    /** @param next what each use throws from now on, or null */
    public void fail(KernelFault next) {
        fault = next;
    }

    private void failIfTold() throws KernelFault {
        if (fault != null) {
            throw fault;
        }
    }
}
