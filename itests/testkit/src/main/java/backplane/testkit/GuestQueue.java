// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import java.util.ArrayList;
import java.util.List;

/** One virtqueue as the guest and its front-end have it: the ring, and the descriptors that wake the other side. One thread. */
public final class GuestQueue implements AutoCloseable {
    private static final int CALL = 0;
    private static final int ERR = 1;

    private final int index;
    private final KernelPorts ports;
    private final Poller poller;
    private final EventFd err;
    private final boolean[] pending = new boolean[2];
    private EventFd kick;
    private EventFd call;
    private DriverSide ring;
    private long base;

    GuestQueue(int index, KernelPorts ports) throws KernelFault {
        this.index = index;
        this.ports = ports;
        this.poller = ports.pollers().open();
        this.err = ports.eventFds().create();
        poller.add(err.fd(), ERR);
    }

    public int index() {
        return index;
    }

    /** Null before the queue is started. */
    public DriverSide driver() {
        return ring;
    }

    /** The same for a split ring, with all that a driver can do wrong; null before the queue is started. */
    public DriverRing ring() {
        return (DriverRing) ring;
    }

    /** Null before the queue is started. */
    public EventFd kickFd() {
        return kick;
    }

    /** Our end: for a {@link FakeEventFd}, cast it and count its signals. */
    public EventFd callFd() {
        return call;
    }

    public EventFd errFd() {
        return err;
    }

    /** Where the back-end stopped, as GET_VRING_BASE told. */
    public long base() {
        return base;
    }

    /** Kicks, needed or not. */
    public void kick() throws KernelFault {
        kick.signal();
    }

    /**
     * Publishes what was added and kicks if the device wants it.
     *
     * @return whether it was kicked
     */
    public boolean submit() throws KernelFault {
        ring.publish();
        boolean needed = ring.needsKick();
        if (needed) {
            kick();
        }
        return needed;
    }

    /**
     * Waits for {@code count} used chains, asking for calls as a driver does: a call that is wrongly left out fails the wait.
     *
     * @throws AssertionError if they do not come within {@link Patience#LIMIT}
     */
    public List<UsedChain> await(int count) throws KernelFault {
        List<UsedChain> back = new ArrayList<>(ring.poll());
        while (back.size() < count) {
            if (!ring.armCalls()) {
                awaitCall("; " + back.size() + " of " + count + " chains are back, " + ring.outstanding() + " are out");
            }
            back.addAll(ring.poll());
        }
        return back;
    }

    /**
     * Waits for a call, or takes one that came since the last wait.
     *
     * @throws AssertionError if none comes within {@link Patience#LIMIT}
     */
    public void awaitCall() throws KernelFault {
        awaitCall("");
    }

    /** Whether a call has come since the last question or wait. */
    public boolean called() throws KernelFault {
        look(0);
        return take(CALL);
    }

    /**
     * Waits for a signal on the err descriptor.
     *
     * @throws AssertionError if none comes within {@link Patience#LIMIT}
     */
    public void awaitError() throws KernelFault {
        await(ERR, "queue " + index + ": no error was signalled within " + Patience.LIMIT);
    }

    /** Whether the err descriptor has been signalled since the last question or wait. */
    public boolean erred() throws KernelFault {
        look(0);
        return take(ERR);
    }

    private void awaitCall(String and) throws KernelFault {
        await(CALL, "queue " + index + ": no call within " + Patience.LIMIT + and);
    }

    private void await(int token, String failure) throws KernelFault {
        long deadline = Patience.deadline();
        while (!take(token)) {
            int left = Patience.millisUntil(deadline);
            if (left == 0) {
                throw new AssertionError(failure);
            }
            look(left);
        }
    }

    private boolean take(int token) {
        boolean was = pending[token];
        pending[token] = false;
        return was;
    }

    private void look(int millis) throws KernelFault {
        int[] tokens = new int[2];
        int count = poller.await(tokens, millis);
        for (int i = 0; i < count; i++) {
            pending[tokens[i]] = true;
            if (tokens[i] == CALL) {
                call.clear();
            }
        }
    }

    void ring(DriverSide newRing) {
        ring = newRing;
        base = newRing.start();
    }

    /** Where the back-end is to go on, as it told. */
    public void base(long newBase) {
        base = newBase;
    }

    /** A new kick descriptor; the old one is closed. */
    EventFd renewKick() throws KernelFault {
        if (kick != null) {
            kick.close();
        }
        kick = ports.eventFds().create();
        return kick;
    }

    /** Takes {@code newCall} in place of the old one, which is closed. */
    void renewCall(EventFd newCall) throws KernelFault {
        if (call != null) {
            poller.remove(call.fd());
            call.close();
        }
        call = newCall;
        poller.add(call.fd(), CALL);
    }

    @Override
    public void close() {
        poller.close();
        err.close();
        if (kick != null) {
            kick.close();
        }
        if (call != null) {
            call.close();
        }
    }
}
