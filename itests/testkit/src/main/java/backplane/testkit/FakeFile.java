// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a descriptor stands for, the kernel's open file description: shared by its duplicates, gone with the last of them.
 * No method calls another object while it holds its own lock, so the fakes cannot wait for each other in a circle.
 */
abstract class FakeFile {
    private final String kind;
    private final AtomicInteger references = new AtomicInteger();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    FakeFile(String kind) {
        this.kind = kind;
    }

    final String kind() {
        return kind;
    }

    /** Whether epoll takes it. */
    boolean canBeWaitedFor() {
        return false;
    }

    boolean isReadable() {
        return false;
    }

    /** The last descriptor is closed, and none is under way in a socket. */
    void lastClosed() {
    }

    final void retain() {
        references.incrementAndGet();
    }

    final void release() {
        if (references.decrementAndGet() == 0) {
            lastClosed();
        }
    }

    final void watch(Runnable onEdge) {
        watchers.add(onEdge);
    }

    final void unwatch(Runnable onEdge) {
        watchers.remove(onEdge);
    }

    /** Something came in. */
    final void edge() {
        watchers.forEach(Runnable::run);
    }
}
