// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

/** The object behind an eventfd. */
final class FakeEventFile extends FakeFile {
    private long signals;

    FakeEventFile() {
        super("eventfd");
    }

    @Override
    boolean canBeWaitedFor() {
        return true;
    }

    @Override
    synchronized boolean isReadable() {
        return signals > 0;
    }

    void signal() {
        synchronized (this) {
            signals++;
            notifyAll();
        }
        edge();
    }

    synchronized long signals() {
        return signals;
    }

    synchronized long await(long atLeast) throws InterruptedException {
        long deadline = Patience.deadline();
        int left = Patience.millisUntil(deadline);
        while (signals < atLeast && left > 0) {
            wait(left);
            left = Patience.millisUntil(deadline);
        }
        return signals;
    }
}
