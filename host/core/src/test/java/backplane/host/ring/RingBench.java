// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRejected;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.testkit.DriverRing;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import backplane.virtio.VirtqAvail;
import backplane.virtio.VirtqDesc;
import backplane.virtio.VirtqUsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A ring between a driver and a {@link SplitRing}, over memory off the heap; one thread plays both. */
final class RingBench implements ChainOwner {
    static final long BASE = 0x1_0000_0000L;
    private static final int BUFFERS = 1 << 20;

    final MemoryTable memory;
    final DriverRing driver;
    final DeviceRing ring;
    final VringSettings settings;
    final List<ChainFault> lost = new ArrayList<>();

    RingBench(int size, VirtioFeature... features) {
        FeatureSet set = FeatureSet.of(features);
        boolean eventIdx = set.has(VirtioFeature.EVENT_IDX);
        int bytes = DriverRing.bytes(size, BUFFERS);
        ByteBuffer window = ByteBuffer.allocateDirect(bytes + 64).alignedSlice(64).order(ByteOrder.LITTLE_ENDIAN);
        RegionMapping mapping = new RegionMapping(new GuestAddress(BASE), bytes, new FrontendAddress(0x7000), 0);
        memory = new MemoryTable(List.of(new GuestRegion(mapping, new ByteBuffer[] {window}, () -> { })));
        driver = new DriverRing(window.slice(0, bytes), new GuestAddress(BASE), size, set);
        settings = new VringSettings(RingFormat.SPLIT, size, 0, new VringSettings.Parts(
                memory.view(driver.descriptorTable(), size * VirtqDesc.LAYOUT.size()),
                memory.view(driver.availableRing(), VirtqAvail.size(size, eventIdx)),
                memory.view(driver.usedRing(), VirtqUsed.size(size, eventIdx))), eventIdx, set.has(VirtioFeature.INDIRECT_DESC),
                set.has(VirtioFeature.IN_ORDER));
        try {
            ring = DeviceRing.start(0, settings, memory, null, this);
        } catch (InflightRejected impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Takes one chain that the driver has just published. */
    RingChain pop() {
        driver.publish();
        return ring.pop();
    }

    /** What is wrong with the only chain that the driver publishes; null if nothing is. */
    ChainFault.Reason faultOfNext() {
        RingChain chain = pop();
        ChainFault fault = ring.takeFault();
        ring.push(chain, 0);
        return fault == null ? null : fault.reason();
    }

    static byte[] readAll(RingChain chain) {
        ByteBuffer into = ByteBuffer.allocate((int) chain.reader().length());
        chain.reader().readFully(into);
        return into.array();
    }

    @Override
    public void completed(RingChain chain, long written) {
        ring.push(chain, written);
    }

    @Override
    public void handedBack(RingChain chain) {
        throw new AssertionError("nobody hands back here");
    }

    @Override
    public void faulted(RingChain chain, ChainFault fault) {
        lost.add(fault);
        ring.push(chain, 0);
    }
}
