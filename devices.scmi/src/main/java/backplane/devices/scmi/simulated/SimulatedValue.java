// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.simulated;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Reading;
import backplane.kernel.KernelFault;

/** A number that is what it was set to, at once or after a while, or fails as it was told to. On the platform's thread. */
public final class SimulatedValue implements Control, Reading {
    private long value;
    private long before;
    private long nanos;
    /** System.nanoTime, 0 at rest. */
    private long settled;
    private KernelFault fault;

    public SimulatedValue(long value) {
        this.value = value;
    }

    @Override
    public long get() throws KernelFault {
        failIfTold();
        return settled() == 0 ? value : before;
    }

    @Override
    public long read() throws KernelFault {
        return get();
    }

    @Override
    public void set(long next) throws KernelFault {
        failIfTold();
        if (next != value && nanos > 0) {
            before = get();
            settled = Math.max(1, System.nanoTime() + nanos);
        }
        value = next;
    }

    @Override
    public long target() throws KernelFault {
        failIfTold();
        return value;
    }

    @Override
    public long settled() {
        if (settled != 0 && System.nanoTime() - settled >= 0) {
            settled = 0;
        }
        return settled;
    }

    /** @param duration nanoseconds that each change takes from now on, 0 for none */
    void take(long duration) {
        nanos = duration;
    }

    /** @param next what each use throws from now on, or null */
    void fail(KernelFault next) {
        fault = next;
    }

    private void failIfTold() throws KernelFault {
        if (fault != null) {
            throw fault;
        }
    }
}
