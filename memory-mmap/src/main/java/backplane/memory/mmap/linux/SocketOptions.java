// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;
import backplane.kernel.PeerCredentials;
import backplane.wire.U32;
import backplane.wire.WireStruct;

/** What the kernel knows of a socket: getsockopt(2), socket(7), unix(7). Any thread. */
final class SocketOptions {
    /** struct ucred of unix(7). */
    private static final WireStruct.Table T = WireStruct.hostEndian("ucred");
    private static final U32 PID = T.u32("pid");
    private static final U32 UID = T.u32("uid");
    private static final U32 GID = T.u32("gid");
    private static final WireStruct CREDENTIALS = T.end(12);
    private static final int SO_TYPE = 3;
    private static final int SO_PEERCRED = 17;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    /** The uid of a peer that is not there (cred_to_ucred() in net/core/sock.c). */
    private static final int NOBODY = -1;

    private SocketOptions() {
    }

    /** Whether a socket is one end of an AF_UNIX byte stream; the other end may be closed by now. */
    static boolean isUnixConnection(int socket) throws KernelFault {
        return number(socket, SO_DOMAIN) == Libc.AF_UNIX && number(socket, SO_TYPE) == Libc.SOCK_STREAM
                && number(socket, SO_ACCEPTCONN) == 0 && peer(socket).uid() != NOBODY;
    }

    /** Whether a socket is an AF_UNIX byte stream that somebody may connect to. */
    static boolean isUnixListener(int socket) throws KernelFault {
        return number(socket, SO_DOMAIN) == Libc.AF_UNIX && number(socket, SO_TYPE) == Libc.SOCK_STREAM
                && number(socket, SO_ACCEPTCONN) != 0;
    }

    /** As the peer was when it connected, or listened. */
    static PeerCredentials peer(int socket) throws KernelFault {
        try (NativeBlock value = new NativeBlock(CREDENTIALS.size())) {
            get(socket, SO_PEERCRED, value, CREDENTIALS.size());
            return new PeerCredentials(Math.max(0, (int) PID.get(value.bytes(), 0)), (int) UID.get(value.bytes(), 0),
                    (int) GID.get(value.bytes(), 0));
        }
    }

    private static int number(int socket, int option) throws KernelFault {
        try (NativeBlock value = new NativeBlock(Integer.BYTES)) {
            get(socket, option, value, Integer.BYTES);
            return value.bytes().getInt(0);
        }
    }

    private static void get(int socket, int option, NativeBlock value, int size) throws KernelFault {
        try (NativeBlock length = new NativeBlock(Integer.BYTES)) {
            length.bytes().putInt(0, size);
            if (Libc.getsockopt(socket, Libc.SOL_SOCKET, option, value.address(), length.address()) < 0) {
                throw KernelErrors.lastFault("ask socket " + socket + " for option " + option);
            }
        }
    }
}
