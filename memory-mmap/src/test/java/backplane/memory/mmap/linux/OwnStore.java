// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service manager's end of a notify socket: takes datagrams when it is asked to, and keeps what came with them. */
final class OwnStore implements AutoCloseable {
    /** @param fds owned by whoever asked */
    record Notice(String text, List<OwnedFd> fds) {
    }

    private final LinuxFd socket;
    private final SocketMessage message = new SocketMessage();

    OwnStore(Path path) throws KernelFault {
        socket = new LinuxFd(Plumbing.check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.O_CLOEXEC, 0)));
        SocketAddressBytes.of(path).bind(socket.number());
    }

    /** The next datagram, which is there or comes within ten seconds. */
    Notice next() throws KernelFault {
        if (!Readiness.await(socket.number(), Libc.POLLIN, 10_000)) {
            throw new AssertionError("nothing was told within 10 s");
        }
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        List<OwnedFd> fds = new ArrayList<>();
        int length = message.receive(socket.number(), bytes, fds);
        return new Notice(new String(bytes.array(), 0, length, StandardCharsets.UTF_8), fds);
    }

    boolean isEmpty() throws KernelFault {
        return !Readiness.await(socket.number(), Libc.POLLIN, 0);
    }

    @Override
    public void close() {
        socket.close();
        message.close();
    }
}
