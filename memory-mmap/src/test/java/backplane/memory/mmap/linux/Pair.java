// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.file.Path;

/** Both ends of one connection. */
record Pair(UnixConnection client, UnixConnection server) implements AutoCloseable {
    static Pair in(Path folder) throws KernelFault {
        LinuxUnixSockets sockets = new LinuxUnixSockets();
        try (UnixListener listener = sockets.listen(folder.resolve("pair.sock"), SocketAccess.OWNER_ONLY)) {
            UnixConnection client = sockets.connect(listener.path());
            return new Pair(client, listener.accept());
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
