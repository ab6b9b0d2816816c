// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;

/**
 * Where answers are sent from: a file whose position the kernel moves on with what it sent, in the same call. So a successor knows
 * whether an answer had gone when we died, which nothing else tells: the front-end waits for one that was not sent, and a second one would
 * put it out of step. On the control thread.
 */
final class Outbox {
    /** Bytes; the longest answer has 4108. */
    static final int SIZE = 64 * 1024;

    private final MemoryFile file;
    private final MemoryFiles files;
    private long position;

    Outbox(MemoryFile file, MemoryFiles files) throws KernelFault {
        this.file = file;
        this.files = files;
        position = files.position(file.fd());
    }

    /** Bytes that have gone, of the file. */
    long position() {
        return position;
    }

    boolean hasRoom(int length) {
        return position + length <= SIZE;
    }

    /** Begins at the front again. Only while the journal names no answer. */
    void rewind() throws KernelFault {
        files.moveTo(file.fd(), 0);
        position = 0;
    }

    /** Lays an answer ready at the position. */
    void put(ByteBuffer answer) {
        file.bytes().put((int) position, answer, answer.position(), answer.remaining());
    }

    /** Sends what lies ready, up to byte {@code end}. */
    void send(UnixConnection connection, long end) throws KernelFault {
        connection.forward(file.fd(), end - position);
        position = end;
    }
}
