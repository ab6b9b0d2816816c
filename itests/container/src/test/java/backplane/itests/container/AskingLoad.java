// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A driver that puts one request after another into one queue and checks each answer: one that is lost, comes twice or out of order
 * shows. A thread of its own; the count is for any.
 */
final class AskingLoad implements Load {
    static final int MOST_OUT = 8;
    private static final int RING = 64;

    private final String name;
    private final Conversation conversation;
    private final ScriptedFrontend frontend;
    private final int queue;
    private final long period;
    private final Deque<Integer> heads = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile Throwable failure;
    private volatile long answered;
    private long posted;

    /** What is asked of a device. On the load's thread, but for {@link #begin}. */
    interface Conversation {
        /** How many queues the device has, and in which one is asked. */
        int queues();

        int queue();

        FeatureSet features();

        /** Before the first request, with all queues running. */
        default void begin(ScriptedFrontend frontend) throws KernelFault {
        }

        byte[] request(long number);

        /** Bytes of the answer. */
        int room(long number);

        /** @throws AssertionError if that is no right answer */
        void check(long number, byte[] answer);
    }

    /** @param period between two requests, nanoseconds */
    AskingLoad(Path socket, KernelPorts kernel, long period, Conversation conversation) throws KernelFault {
        this.period = period;
        this.conversation = conversation;
        name = socket.getFileName().toString();
        queue = conversation.queue();
        frontend = new ScriptedFrontend(kernel.sockets().connect(socket), kernel, FrontendProfile.QEMU);
        frontend.handshake(FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX, VirtioFeature.INDIRECT_DESC)
                .or(conversation.features()), conversation.queues());
        frontend.acceptFeatures();
        frontend.setMemory(4 << 20);
        for (int i = 0; i < conversation.queues(); i++) {
            frontend.startQueue(i, RING);
        }
        conversation.begin(frontend);
        thread = new Thread(this::run, "load of " + name);
        thread.start();
    }

    @Override
    public long answered() {
        return answered;
    }

    @Override
    public void requireWell() {
        if (failure != null) {
            throw new AssertionError(name + " after " + answered + " answers", failure);
        }
    }

    private void run() {
        try {
            for (long due = System.nanoTime(); !ending || posted % 2 != 0; due += period) {
                if (heads.size() < MOST_OUT) {
                    heads.add(frontend.queue(queue).ring().add(List.of(conversation.request(posted)), conversation.room(posted)));
                    posted++;
                    frontend.queue(queue).submit();
                }
                do {
                    check(frontend.queue(queue).ring().poll());
                    LockSupport.parkNanos(Math.min(500_000, Math.max(0, due + period - System.nanoTime())));
                } while (System.nanoTime() < due + period);
            }
            while (!heads.isEmpty()) {
                check(frontend.queue(queue).await(1));
            }
        } catch (KernelFault | RuntimeException | AssertionError failed) {
            failure = failed;
        }
    }

    private void check(List<UsedChain> used) {
        for (UsedChain one : used) {
            int head = heads.remove();
            if (one.head() != head) {
                throw new AssertionError("answer " + one + " came in place of head " + head);
            }
            conversation.check(answered, one.written());
            answered++;
        }
    }

    @Override
    public String toString() {
        return name;
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
        // Its memory is not unmapped under a thread that looks at it.
        if (thread.isAlive()) {
            throw new AssertionError(name + ": " + heads.size() + " requests have no answer");
        }
        frontend.close();
        requireWell();
        if (!heads.isEmpty()) {
            throw new AssertionError(name + ": " + heads.size() + " requests were never answered");
        }
    }
}
