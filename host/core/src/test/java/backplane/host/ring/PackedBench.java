// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRegion;
import backplane.host.inflight.InflightRejected;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.testkit.PackedDriverRing;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A ring between a packed driver and a {@link PackedRing}, over memory off the heap; one thread plays both. */
final class PackedBench implements ChainOwner {
    static final long BASE = 0x1_0000_0000L;
    private static final int BUFFERS = 1 << 20;

    final MemoryTable memory;
    final ByteBuffer window;
    final PackedDriverRing driver;
    final VringSettings settings;
    DeviceRing ring;

    PackedBench(int size, VirtioFeature... features) {
        this(size, null, features);
    }

    PackedBench(int size, InflightRegion inflight, VirtioFeature... features) {
        FeatureSet set = FeatureSet.of(features);
        int bytes = PackedDriverRing.bytes(size, BUFFERS);
        window = ByteBuffer.allocateDirect(bytes + 64).alignedSlice(64).slice(0, bytes & -64).order(ByteOrder.LITTLE_ENDIAN);
        RegionMapping mapping = new RegionMapping(new GuestAddress(BASE), window.capacity(), new FrontendAddress(0x7000), 0);
        memory = new MemoryTable(java.util.List.of(new GuestRegion(mapping, new ByteBuffer[] {window}, () -> { })));
        driver = new PackedDriverRing(window, new GuestAddress(BASE), size, set);
        settings = new VringSettings(RingFormat.PACKED, size, RingFormat.PACKED.start(), new VringSettings.Parts(
                memory.view(driver.descriptorTable(), size * 16), memory.view(driver.availableRing(), 4),
                memory.view(driver.usedRing(), 4)), set.has(VirtioFeature.EVENT_IDX), set.has(VirtioFeature.INDIRECT_DESC),
                set.has(VirtioFeature.IN_ORDER));
        start(inflight, settings.base());
    }

    /** A back-end that knows nothing of the one before. */
    void start(InflightRegion inflight, long base) {
        try {
            ring = DeviceRing.start(0, new VringSettings(RingFormat.PACKED, settings.size(), base, settings.parts(), settings.eventIdx(),
                    settings.indirect(), settings.inOrder()), memory, inflight, this);
        } catch (InflightRejected rejected) {
            throw new AssertionError(rejected);
        }
    }

    RingChain pop() {
        driver.publish();
        return ring.pop();
    }

    /** What is wrong with the only chain that the driver publishes; null if nothing is. */
    ChainFault.Reason faultOfNext() {
        RingChain chain = pop();
        ChainFault fault = ring.takeFault();
        ring.push(chain, 0);
        ring.publish();
        return fault == null ? null : fault.reason();
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
        ring.push(chain, 0);
    }
}
