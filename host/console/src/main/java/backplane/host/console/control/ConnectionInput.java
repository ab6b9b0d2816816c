// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a client sends, as a stream. Descriptors have no business here: they are closed. */
final class ConnectionInput extends InputStream {
    private static final int MOST_AT_ONCE = 8192;
    private final UnixConnection connection;

    ConnectionInput(UnixConnection connection) {
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer received = ByteBuffer.allocateDirect(Math.min(length, MOST_AT_ONCE));
        List<OwnedFd> fds = new ArrayList<>();
        try {
            int count = connection.receive(received, fds);
            if (count > 0) {
                received.flip().get(into, offset, count);
            }
            return count;
        } catch (KernelFault fault) {
            throw new IOException(fault.getMessage(), fault);
        } finally {
            fds.forEach(OwnedFd::close);
        }
    }
}
