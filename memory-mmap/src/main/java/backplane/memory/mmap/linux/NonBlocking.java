// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;

/** Sets O_NONBLOCK (fcntl(2)). It belongs to the open file, which whoever sent the descriptor may share. Any thread. */
final class NonBlocking {
    private NonBlocking() {
    }

    static void set(int fd) throws KernelFault {
        int flags = Libc.fcntl(fd, Libc.F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(fd, Libc.F_SETFL, flags | Libc.O_NONBLOCK) < 0) {
            throw KernelErrors.lastFault("make descriptor " + fd + " non-blocking");
        }
    }
}
