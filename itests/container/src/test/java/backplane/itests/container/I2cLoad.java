// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A driver that writes to a simulated chip {@code counter} and reads it back in the same transfer, again and again with several
 * transfers out: the n-th answer must be n, so that a transfer that is lost, done twice or out of order shows. A thread of its own; the
 * counts are for any.
 */
final class I2cLoad implements AutoCloseable {
    static final int COUNTER = 0x30;
    private static final int MOST_OUT = 8;
    private static final int FAIL_NEXT = 1;
    private static final int READ = 2;
    private static final int HEADER = 8;

    private final ScriptedFrontend frontend;
    private final long period;
    private final Deque<Integer> heads = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile Throwable failure;
    private volatile int answered;

    /** @param period between two transfers, nanoseconds */
    I2cLoad(Path socket, KernelPorts kernel, long period) throws KernelFault {
        this.period = period;
        frontend = new ScriptedFrontend(kernel.sockets().connect(socket), kernel, FrontendProfile.QEMU);
        frontend.handshake(FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX, VirtioFeature.INDIRECT_DESC)
                .or(new FeatureSet(1)), 1);
        frontend.acceptFeatures();
        frontend.setMemory(4 << 20);
        frontend.startQueue(0, 64);
        thread = new Thread(this::run, "i2c load");
        thread.start();
    }

    long answered() {
        return answered;
    }

    /** @throws AssertionError with what was wrong with an answer */
    void requireWell() {
        if (failure != null) {
            throw new AssertionError("the load after " + answered + " transfers", failure);
        }
    }

    private void run() {
        try {
            for (long due = System.nanoTime(); !ending; due += period) {
                if (heads.size() < 2 * MOST_OUT) {
                    post();
                }
                do {
                    check(frontend.queue(0).ring().poll());
                    LockSupport.parkNanos(Math.min(100_000, Math.max(0, due + period - System.nanoTime())));
                } while (System.nanoTime() < due + period);
            }
            while (!heads.isEmpty()) {
                check(frontend.queue(0).await(1));
            }
        } catch (KernelFault | RuntimeException | AssertionError failed) {
            failure = failed;
        }
    }

    private void post() throws KernelFault {
        heads.add(frontend.queue(0).ring().add(List.of(header(FAIL_NEXT, 1)), 1));
        heads.add(frontend.queue(0).ring().add(List.of(header(READ, 0)), Integer.BYTES + 1));
        frontend.queue(0).submit();
    }

    /** struct virtio_i2c_out_hdr, VIRTIO 1.4, "I2C Adapter Device", "Device Operation". */
    private static byte[] header(int flags, int data) {
        return ByteBuffer.allocate(HEADER + data).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (COUNTER << 1)).putShort((short) 0)
                .putInt(flags).array();
    }

    private void check(List<UsedChain> used) {
        for (UsedChain one : used) {
            int head = heads.remove();
            if (one.head() != head) {
                throw new AssertionError("answer " + one + " came in place of head " + head);
            }
            byte[] written = one.written();
            if (written[written.length - 1] != 0) {
                throw new AssertionError("transfer " + answered + " failed: " + one);
            }
            if (written.length > 1) {
                int count = ByteBuffer.wrap(written).getInt();
                if (count != answered + 1) {
                    throw new AssertionError("the chip counts " + count + " transfers, not " + (answered + 1));
                }
                answered = count;
            }
        }
    }

    /** Waits for the last answers, and checks that none is missing. */
    @Override
    public void close() {
        ending = true;
        try {
            thread.join(20_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        frontend.close();
        requireWell();
        if (!heads.isEmpty()) {
            throw new AssertionError(heads.size() + " requests were never answered");
        }
    }
}
