// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.nio.ByteBuffer;

/** A memory file: bytes off the heap, aligned to a page as a mapping is. */
final class FakeMemoryFile extends FakeFile {
    private static final int PAGE = 4096;

    private final ByteBuffer bytes;

    FakeMemoryFile(int size) {
        super("memory file");
        int pages = (size - 1) / PAGE + 1;
        // one page more than is needed, since a slice that begins on a page ends on one too
        this.bytes = ByteBuffer.allocateDirect((pages + 1) * PAGE).alignedSlice(PAGE).limit(size).slice();
    }

    ByteBuffer bytes() {
        return bytes;
    }
}
