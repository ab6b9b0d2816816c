// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.nio.ByteBuffer;

/** A memory file: bytes off the heap, aligned to a page as a mapping is. */
final class FakeMemoryFile extends FakeFile {
    private static final int PAGE = 4096;

    private final ByteBuffer bytes;

    FakeMemoryFile(int size) {
        super("memory file");
        this.bytes = ByteBuffer.allocateDirect(size + PAGE - 1).alignedSlice(PAGE).limit(size).slice();
    }

    ByteBuffer bytes() {
        return bytes;
    }
}
