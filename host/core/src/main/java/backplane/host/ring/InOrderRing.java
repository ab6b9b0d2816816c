// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.memory.MemoryTable;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * A ring of either format on which the driver took IN_ORDER (VIRTIO 1.4, "In-order use of descriptors"): a chain that is answered before
 * an older one waits for that. Each chain gets its own used element; the one for a whole batch, which the specification allows, would
 * lose the lengths of the others. Used by one worker.
 */
final class InOrderRing implements DeviceRing {
    private final DeviceRing ring;
    private final ArrayDeque<RingChain> order = new ArrayDeque<>();

    InOrderRing(DeviceRing ring) {
        this.ring = ring;
    }

    @Override
    public RingChain pop() {
        RingChain chain = ring.pop();
        if (chain != null) {
            order.add(chain);
        }
        return chain;
    }

    @Override
    public ChainFault takeFault() {
        return ring.takeFault();
    }

    @Override
    public void push(RingChain chain, long written) {
        if (!chain.isAnswered()) {
            chain.answer(written);
        }
        while (!order.isEmpty() && order.peek().isAnswered()) {
            RingChain oldest = order.poll();
            ring.push(oldest, oldest.answered());
        }
    }

    @Override
    public void abandon(RingChain chain) {
        order.remove(chain);
        ring.abandon(chain);
    }

    @Override
    public boolean publish() {
        return ring.publish();
    }

    @Override
    public void kicksOff() {
        ring.kicksOff();
    }

    @Override
    public boolean hasMore() {
        return ring.hasMore();
    }

    @Override
    public boolean kicksOn() {
        return ring.kicksOn();
    }

    @Override
    public void rebind(VringSettings.Parts parts, MemoryTable memory) {
        ring.rebind(parts, memory);
    }

    @Override
    public void loseMemory() {
        ring.loseMemory();
    }

    @Override
    public void log(RingLogging logging) {
        ring.log(logging);
    }

    @Override
    public void settle() {
        ring.settle();
    }

    @Override
    public long base() {
        return ring.base();
    }

    @Override
    public boolean isFresh() {
        return ring.isFresh();
    }

    @Override
    public int held() {
        return ring.held();
    }

    @Override
    public int size() {
        return ring.size();
    }

    /** The device has those alone that it has not answered. */
    @Override
    public void forEachHeld(Consumer<RingChain> action) {
        ring.forEachHeld(chain -> {
            if (!chain.isAnswered()) {
                action.accept(chain);
            }
        });
    }
}
