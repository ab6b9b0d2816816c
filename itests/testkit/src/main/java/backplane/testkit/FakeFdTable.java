// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.OwnedFd;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The descriptors of one process. Gives out the lowest free number, as the kernel does, so that a stale one hits somebody else's. */
final class FakeFdTable {
    private static final int FIRST = 3;

    private final TreeMap<Integer, FakeFd> open = new TreeMap<>();
    private final List<String> misuses = new ArrayList<>();

    synchronized FakeFd open(FakeFile file) {
        int number = FIRST;
        while (open.containsKey(number)) {
            number++;
        }
        file.retain();
        FakeFd fd = new FakeFd(this, number, file);
        open.put(number, fd);
        return fd;
    }

    /**
     * @throws IllegalStateException if it is closed
     * @throws IllegalArgumentException if it is another process's
     */
    FakeFd own(OwnedFd fd) {
        if (!(fd instanceof FakeFd fake) || fake.table() != this) {
            throw new IllegalArgumentException(fd + " is not a descriptor of this process");
        }
        fake.number();
        return fake;
    }

    /** @throws IllegalArgumentException if it is not open */
    synchronized FakeFd byNumber(int number) {
        FakeFd fd = open.get(number);
        if (fd == null) {
            throw new IllegalArgumentException("fd " + number + " is not open");
        }
        return fd;
    }

    synchronized List<FakeFile> files() {
        return open.values().stream().map(FakeFd::file).toList();
    }

    synchronized void remove(FakeFd fd) {
        open.remove(fd.rawNumber());
    }

    synchronized void misuse(String what) {
        misuses.add(what);
    }

    synchronized List<String> misuses() {
        return List.copyOf(misuses);
    }

    synchronized List<String> describe() {
        return open.values().stream().map(FakeFd::toString).toList();
    }
}
