// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.chain.ChainFault;
import backplane.chain.DescriptorChain;
import backplane.device.DeviceCounters;
import backplane.devices.gpio.wire.GpioIrqResponse;
import backplane.devices.gpio.wire.GpioIrqStatus;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The event chains that the driver has queued, at most one for each line. A line that has one is armed: its interrupt is
 * unmasked, and the interrupt takes the chain along. Changed on the device's thread alone.
 */
final class ArmedInterrupts {
    private final AtomicReferenceArray<DescriptorChain> chains;
    private final ByteBuffer response = ByteBuffer.allocateDirect(GpioIrqResponse.LAYOUT.size());

    private final DeviceCounters<GpioCounter> counters;

    ArmedInterrupts(int lines, DeviceCounters<GpioCounter> counters) {
        this.counters = counters;
        chains = new AtomicReferenceArray<>(lines);
    }

    /** Any thread. */
    boolean isArmed(int line) {
        return chains.get(line) != null;
    }

    /** Keeps the chain of a line that is not armed. */
    void arm(int line, DescriptorChain chain) {
        chains.set(line, chain);
    }

    /** The interrupt of an armed line. It is masked afterwards. */
    void deliver(int line) {
        counters.add(GpioCounter.INTERRUPTS, 1);
        complete(chains.getAndSet(line, null), GpioIrqStatus.VALID);
    }

    /** Returns the line's chain, if it has one, without an interrupt. */
    void giveBack(int line) {
        DescriptorChain chain = chains.getAndSet(line, null);
        if (chain != null) {
            refuse(chain);
        }
    }

    void giveBackAll() {
        for (int line = 0; line < chains.length(); line++) {
            giveBack(line);
        }
    }

    /** Returns all chains to the host, which offers them again to whichever device comes next. */
    void handBackAll() {
        for (int line = 0; line < chains.length(); line++) {
            DescriptorChain chain = chains.getAndSet(line, null);
            if (chain != null) {
                chain.handBack();
            }
        }
    }

    /** Returns a chain without an interrupt; with length 0 if it has no room for saying so. */
    void refuse(DescriptorChain chain) {
        complete(chain, GpioIrqStatus.INVALID);
    }

    private void complete(DescriptorChain chain, GpioIrqStatus status) {
        GpioIrqResponse.STATUS.put(response, 0, status.code());
        int written = 0;
        try {
            written = chain.writer().write(response.clear());
        } catch (ChainFault expected) {
            // its memory may be gone by now; nobody else would return the chain, so it goes with length 0
            written = 0;
        }
        chain.complete(written);
    }
}
