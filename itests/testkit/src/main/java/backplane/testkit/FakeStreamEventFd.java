// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A pipe or socket used for notification: 8 bytes each. */
final class FakeStreamEventFd implements EventFd {
    private static final int TOKEN = 8;

    private final FakeFd fd;
    private final FakeStreamFile file;

    FakeStreamEventFd(FakeFd fd) {
        this.fd = fd;
        this.file = (FakeStreamFile) fd.file();
    }

    @Override
    public OwnedFd fd() {
        return fd;
    }

    @Override
    public void signal() throws KernelFault {
        if (!fd.isOpen() || file.out() == null) {
            throw new KernelFault(Errno.EBADF, "write " + fd);
        }
        file.out().write(ByteBuffer.allocate(TOKEN), List.of(), 0);
    }

    @Override
    public void clear() {
        if (file.in() == null) {
            return;
        }
        List<FakeFile> files = new ArrayList<>();
        ByteBuffer into = ByteBuffer.allocate(512);
        while (file.in().read(into.clear(), files, false) > 0) {
            files.forEach(FakeFile::release);
            files.clear();
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
