// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import java.nio.file.Path;

/** Where the front-ends of a slot come from. The slot's control thread takes them; the rest comes from any. */
interface FrontendSource extends AutoCloseable {
    /** The socket's path. */
    Path path();

    /**
     * Waits for the next connection.
     *
     * @return null after {@link #shutdown()}
     */
    UnixConnection next() throws KernelFault;

    /** Waits for so many milliseconds. @return whether {@link #next} returns at once, or that cannot be told */
    boolean isReady(int millis) throws KernelFault;

    /** What is readable when {@link #next} returns at once; asked for only if {@link #isReady} has said no. */
    OwnedFd descriptor();

    /** Changes who may connect. */
    void admit(SocketAccess access) throws KernelFault;

    /** Ends a waiting {@link #next()}. */
    void shutdown();

    /** Never throws. Also while another thread waits in {@link #next()}, which returns null then. */
    @Override
    void close();
}
