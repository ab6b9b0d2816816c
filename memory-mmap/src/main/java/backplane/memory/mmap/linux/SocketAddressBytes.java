// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.wire.Bytes;
import backplane.wire.U16;
import backplane.wire.WireStruct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A path as the address of a socket. Immutable.
 *
 * @param name at most 107 bytes, without the zero at the end
 */
record SocketAddressBytes(Path path, byte[] name) {
    /** struct sockaddr_un of unix(7). */
    private static final WireStruct.Table T = WireStruct.hostEndian("sockaddr_un");
    private static final U16 FAMILY = T.u16("sun_family");
    private static final Bytes PATH = T.bytes("sun_path", 108);
    private static final WireStruct LAYOUT = T.end(110);
    private static final int LONGEST = 107;

    /** @throws KernelFault ENAMETOOLONG */
    static SocketAddressBytes of(Path path) throws KernelFault {
        byte[] name = NativeBlock.encode(path);
        if (name.length > LONGEST) {
            throw new KernelFault(Errno.ENAMETOOLONG, "the path of a socket has at most " + LONGEST + " bytes, " + path + " has "
                    + name.length);
        }
        if (name.length == 0) {
            throw new KernelFault(Errno.ENOENT, "the empty path of a socket");
        }
        return new SocketAddressBytes(path, name);
    }

    /** Where a socket was bound (getsockname(2)); an abstract name begins with an @. */
    static Path ofSocket(int socket) throws KernelFault {
        try (NativeBlock address = new NativeBlock(LAYOUT.size()); NativeBlock length = new NativeBlock(Integer.BYTES)) {
            length.bytes().putInt(0, LAYOUT.size());
            if (Libc.getsockname(socket, address.address(), length.address()) < 0) {
                throw KernelErrors.lastFault("ask where a socket is bound");
            }
            byte[] name = new byte[Math.max(0, Math.min(length.bytes().getInt(0), LAYOUT.size()) - PATH.offset())];
            address.bytes().get(PATH.offset(), name);
            return Path.of(new String(name, StandardCharsets.UTF_8).replaceFirst("^\0", "@").replaceFirst("\0+$", ""));
        }
    }

    /** Gives {@code socket} this address, which makes the file. */
    void bind(int socket) throws KernelFault {
        try (NativeBlock address = block()) {
            if (Libc.bind(socket, address.address(), LAYOUT.size()) < 0) {
                throw KernelErrors.lastFault("bind " + path);
            }
        }
    }

    /** Connects {@code socket}; one that blocks waits while the listener's queue is full. */
    void connect(int socket) throws KernelFault {
        try (NativeBlock address = block()) {
            while (Libc.connect(socket, address.address(), LAYOUT.size()) < 0) {
                if (KernelErrors.last() != Errno.EINTR) {
                    throw KernelErrors.lastFault("connect to " + path);
                }
            }
        }
    }

    /**
     * A new stream socket, closed on exec.
     *
     * @param flags {@link Libc#O_NONBLOCK} or 0
     */
    static int open(int flags) throws KernelFault {
        int socket = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.O_CLOEXEC | flags, 0);
        if (socket < 0) {
            throw KernelErrors.lastFault("open a socket");
        }
        return socket;
    }

    private NativeBlock block() {
        NativeBlock address = new NativeBlock(LAYOUT.size());
        FAMILY.put(address.bytes(), 0, Libc.AF_UNIX);
        PATH.put(address.bytes(), 0, name);
        return address;
    }
}
