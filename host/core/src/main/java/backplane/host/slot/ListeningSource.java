// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.file.Path;

/** Front-ends connect to us: QEMU's and most others' way. */
record ListeningSource(UnixListener listener) implements FrontendSource {
    @Override
    public Path path() {
        return listener.path();
    }

    @Override
    public UnixConnection next() throws KernelFault {
        return listener.accept();
    }

    @Override
    public boolean isReady(int millis) throws KernelFault {
        return listener.ready(millis);
    }

    @Override
    public OwnedFd descriptor() {
        return listener.descriptor();
    }

    @Override
    public void admit(SocketAccess access) throws KernelFault {
        listener.admit(access);
    }

    @Override
    public void shutdown() {
        listener.shutdown();
    }

    @Override
    public void close() {
        listener.close();
    }
}
