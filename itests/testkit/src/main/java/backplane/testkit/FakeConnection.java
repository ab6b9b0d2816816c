// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.PeerCredentials;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A connection in memory. */
final class FakeConnection implements UnixConnection {
    /** More descriptors than this in one message are refused. */
    static final int MOST_FDS = 32;
    private static final int USER = 1000;

    private final FakeFdTable fds;
    private final FakeFd fd;
    private final FakeStreamFile file;

    FakeConnection(FakeFdTable fds, FakeFd fd) {
        this.fds = fds;
        this.fd = fd;
        this.file = (FakeStreamFile) fd.file();
    }

    @Override
    public int receive(ByteBuffer into, List<OwnedFd> received) throws KernelFault {
        if (file.in() == null || !fd.isOpen()) {
            throw new KernelFault(Errno.EBADF, "receive on " + fd);
        }
        List<FakeFile> files = new ArrayList<>();
        int count = file.in().read(into, files, true);
        boolean tooMany = files.size() > MOST_FDS;
        for (FakeFile each : files) {
            if (!tooMany) {
                received.add(fds.open(each));
            }
            each.release();
        }
        if (tooMany) {
            throw new KernelFault(Errno.ENOBUFS, "receive " + files.size() + " descriptors");
        }
        return count;
    }

    @Override
    public void send(ByteBuffer bytes, OwnedFd... beside) throws KernelFault {
        if (file.out() == null || !fd.isOpen()) {
            throw new KernelFault(Errno.EBADF, "send on " + fd);
        }
        List<FakeFile> files = new ArrayList<>();
        for (OwnedFd each : beside) {
            files.add(fds.own(each).file());
        }
        file.out().write(bytes, files, (int) Patience.LIMIT.toMillis());
    }

    @Override
    public PeerCredentials peer() {
        return new PeerCredentials(file.peerPid(), USER, USER);
    }

    @Override
    public void shutdown() {
        if (file.in() != null) {
            file.in().end();
        }
        if (file.out() != null) {
            file.out().end();
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return "connection on " + fd;
    }
}
