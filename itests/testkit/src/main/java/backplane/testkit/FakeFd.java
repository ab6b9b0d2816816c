// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.OwnedFd;
import java.util.concurrent.atomic.AtomicInteger;

/** A descriptor of a {@link FakeFdTable}. */
final class FakeFd implements OwnedFd {
    private final FakeFdTable table;
    private final int number;
    private final FakeFile file;
    private final AtomicInteger pollers = new AtomicInteger();
    private boolean open = true;

    FakeFd(FakeFdTable table, int number, FakeFile file) {
        this.table = table;
        this.number = number;
        this.file = file;
    }

    FakeFdTable table() {
        return table;
    }

    FakeFile file() {
        return file;
    }

    /** How many pollers hold it. */
    AtomicInteger pollers() {
        return pollers;
    }

    int rawNumber() {
        return number;
    }

    @Override
    public synchronized int number() {
        if (!open) {
            throw new IllegalStateException(this + " is closed");
        }
        return number;
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        if (pollers.get() > 0) {
            table.misuse(this + " was closed while a poller had it");
        }
        table.remove(this);
        file.release();
    }

    @Override
    public String toString() {
        return "fd " + number + " (" + file.kind() + ")";
    }
}
