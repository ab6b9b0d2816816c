// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.KernelPorts;
import backplane.testkit.UsedChain;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A driver that asks a GPIO device steadily and checks each answer: a value is set, then read back, so that an answer that is lost,
 * comes twice or out of order shows. Requests are posted when they are due, whether those before have been answered or not. A thread
 * of its own; the counts are for any.
 */
final class GpioLoad implements Load {
    private static final int MOST_OUT = 16;
    private static final int SET_VALUE = 5;
    private static final int GET_VALUE = 4;
    private static final int LINE = 2;
    private static final int IN = 2;
    private static final int BOTH_EDGES = 3;

    private final GpioSession guest;
    private final long period;
    private final int mostOut;
    private final Deque<byte[]> expected = new ArrayDeque<>();
    private final Deque<Integer> heads = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile Throwable failure;
    private volatile long answered;
    private volatile int events;
    private volatile long lastAnswer = System.nanoTime();
    private volatile long longestPause;
    private long posted;

    /** @param period between two requests, nanoseconds */
    GpioLoad(Path socket, KernelPorts kernel, long period) throws KernelFault {
        this(socket, kernel, period, MOST_OUT);
    }

    /**
     * As Linux does it, where a line has one request out at a time (gpio-virtio.c, the line's lock). After the host's death what was out is
     * done again: a read that was out together with a later write would then see that write.
     */
    static GpioLoad oneByOne(Path socket, KernelPorts kernel, long period) throws KernelFault {
        return new GpioLoad(socket, kernel, period, 1);
    }

    private GpioLoad(Path socket, KernelPorts kernel, long period, int mostOut) throws KernelFault {
        this.period = period;
        this.mostOut = mostOut;
        guest = GpioSession.connect(socket, kernel, 5);
        require(guest.request(SET_VALUE, LINE, 0));
        require(guest.request(3, LINE, 1));
        require(guest.request(3, 0, IN));
        require(guest.request(6, 0, BOTH_EDGES));
        guest.arm(0);
        thread = new Thread(this::run, "load");
        thread.start();
    }

    @Override
    public long answered() {
        return answered;
    }

    /** When the last answer came, System.nanoTime. */
    long lastAnswer() {
        return lastAnswer;
    }

    /** The longest time between two answers since this was asked last, in nanoseconds. */
    long takeLongestPause() {
        long longest = longestPause;
        longestPause = 0;
        return longest;
    }

    /** Edges of line 0 that were told; the line is armed again after each. */
    int events() {
        return events;
    }

    /** @throws AssertionError with what was wrong with an answer */
    @Override
    public void requireWell() {
        if (failure != null) {
            throw new AssertionError("the load after " + answered + " answers", failure);
        }
    }

    private void run() {
        try {
            for (long due = System.nanoTime(); !ending; due += period) {
                if (expected.size() < mostOut) {
                    post();
                }
                do {
                    collect();
                    LockSupport.parkNanos(Math.min(100_000, Math.max(0, due + period - System.nanoTime())));
                } while (System.nanoTime() < due + period);
            }
            while (!expected.isEmpty()) {
                check(guest.frontend.queue(GpioSession.REQUESTS).await(1));
            }
        } catch (KernelFault | RuntimeException | AssertionError failed) {
            failure = failed;
        }
    }

    private void post() throws KernelFault {
        boolean set = posted % 2 == 0;
        int value = (int) (posted / 2 % 2);
        posted++;
        byte[] bytes = {(byte) (set ? SET_VALUE : GET_VALUE), 0, LINE, 0, (byte) (set ? value : 0), 0, 0, 0};
        expected.add(new byte[] {0, (byte) (set ? 0 : value)});
        heads.add(guest.frontend.queue(GpioSession.REQUESTS).ring().add(List.of(bytes), 2));
        guest.frontend.queue(GpioSession.REQUESTS).submit();
    }

    private void collect() throws KernelFault {
        check(guest.frontend.queue(GpioSession.REQUESTS).ring().poll());
        List<UsedChain> told = guest.frontend.queue(GpioSession.EVENTS).ring().poll();
        for (UsedChain event : told) {
            if (event.written().length != 1 || event.written()[0] != 1) {
                throw new AssertionError("an event buffer came back with " + event);
            }
            guest.arm(0);
            events++;
        }
    }

    private void check(List<UsedChain> used) {
        for (UsedChain one : used) {
            byte[] wanted = expected.remove();
            int head = heads.remove();
            if (one.head() != head || !Arrays.equals(one.written(), wanted)) {
                throw new AssertionError("answer " + answered + " is " + one + ", not head " + head + " with " + Arrays.toString(wanted));
            }
            long now = System.nanoTime();
            longestPause = Math.max(longestPause, now - lastAnswer);
            lastAnswer = now;
            answered++;
        }
    }

    private static void require(byte[] answer) {
        if (answer.length != 2 || answer[0] != 0) {
            throw new AssertionError("the device answered " + Arrays.toString(answer));
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
        guest.close();
        requireWell();
        if (!expected.isEmpty() || answered != posted - heads.size()) {
            throw new AssertionError(posted + " requests and " + answered + " answers");
        }
    }
}
