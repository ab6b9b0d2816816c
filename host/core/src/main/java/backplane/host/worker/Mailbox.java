// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.kernel.Poller;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What other threads ask of a worker, in order. Any thread puts, the worker takes. */
final class Mailbox {
    private final ConcurrentLinkedQueue<Runnable> letters = new ConcurrentLinkedQueue<>();
    private final Poller poller;

    Mailbox(Poller poller) {
        this.poller = poller;
    }

    void put(Runnable letter) {
        letters.add(letter);
        poller.wake();
    }

    /** The next letter, or null. */
    Runnable take() {
        return letters.poll();
    }

    boolean isEmpty() {
        return letters.isEmpty();
    }
}
