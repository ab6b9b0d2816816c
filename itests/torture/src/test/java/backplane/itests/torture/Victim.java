// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.testkit.MessageLink;
import backplane.testkit.ScriptedFrontend;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** A connection to the tortured device whose front-end turns hostile, with what an attack needs. One thread, one case. */
final class Victim {
    private static final long[] EDGES = {0, 1, 2, 3, 7, 8, 15, 16, 255, 256, 4095, 4096, 32767, 32768, 65535, 65536, 0x7fff_ffffL,
        0x8000_0000L, 0xffff_ffffL, 1L << 40, 1L << 63, Long.MAX_VALUE, -1, -4096, 0x4000_0000L, 0x7f00_4000_0000L};

    final ScriptedFrontend frontend;
    final RawFds fds;
    final Random random;
    /** The bytes on the wire end within a message, or replies are not read: there is nothing to wait for but the end. */
    boolean unframed;

    Victim(ScriptedFrontend frontend, RawFds fds, Random random) {
        this.frontend = frontend;
        this.fds = fds;
        this.random = random;
    }

    MessageLink link() {
        return frontend.link();
    }

    /** A number that is close to where checks go wrong. */
    long edge() {
        return EDGES[random.nextInt(EDGES.length)] + (random.nextInt(4) == 0 ? random.nextInt(17) - 8 : 0);
    }

    /** One of the first numbers, mostly. */
    long small(int below) {
        return random.nextInt(5) == 0 ? edge() : random.nextInt(below);
    }

    FrontendRequest row() {
        return FrontendRequest.values()[random.nextInt(FrontendRequest.values().length)];
    }

    int flags() {
        return MessageHeader.VERSION | (random.nextBoolean() ? MessageHeader.NEED_REPLY : 0);
    }

    /** As many bytes, in numbers close to where checks go wrong, or all of them random. */
    ByteBuffer payload(int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size + 8).order(ByteOrder.nativeOrder());
        boolean words = random.nextBoolean();
        for (int at = 0; at < size; at += words ? 8 : 4) {
            if (words) {
                bytes.putLong(at, small(4));
            } else {
                bytes.putInt(at, (int) small(4));
            }
        }
        return bytes.limit(size);
    }

    /** A payload that its row allows. */
    ByteBuffer fitting(FrontendRequest row) {
        return payload(row.payload().min() + random.nextInt(Math.min(64, row.payload().max() - row.payload().min()) + 1));
    }

    /** Sends what may be the connection's last message; that it is closed under us is no failure. */
    void send(FrontendRequest row, ByteBuffer payload, OwnedFd... with) throws KernelFault {
        link().send(row.code(), flags(), payload, with);
    }

    /** A number of descriptors that the row allows, or a wrong one. */
    int fdCount(FrontendRequest row) {
        return random.nextInt(4) == 0 ? random.nextInt(12) : row.fds().most() == 0 ? 0 : row.fds().fits(1) ? 1 : row.fds().most();
    }
}
