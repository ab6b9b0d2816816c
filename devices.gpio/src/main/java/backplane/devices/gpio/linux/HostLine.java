// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.wire.GpioDirection;
import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/**
 * One line of the host, requested or not. What is wanted of it is kept here, so that a line whose chip was unplugged becomes the same
 * again when the chip returns. Any thread; a lock of its own, which nobody holds while waiting for another line. Events are read on
 * the reader's thread alone.
 */
final class HostLine {
    /** What the reader must be told. */
    interface Door {
        void opened(HostLine line, CharDevice device) throws KernelFault;

        void closing(CharDevice device);

        void lost();

        void forget(HostLine line);
    }

    private final CharDevices devices;
    private final LineChoice choice;
    private final LineRequest request;
    private final Door door;
    private final int token;
    private final List<IntConsumer> listeners = new CopyOnWriteArrayList<>();
    private final EdgeLimit limit;
    private final String shown;

    private volatile CharDevice device;
    private volatile boolean lost;
    private GpioDirection direction = GpioDirection.NONE;
    private int level;
    private int watchers;
    /** The last level that was told, and the number of the last event; the reader's, but for a new request. */
    private volatile int told = EdgeLimit.NOTHING;
    private long sequence;
    private volatile long missed;

    HostLine(CharDevices devices, LineChoice choice, String owner, Door door, int token, int mostEdges) {
        this.devices = devices;
        this.choice = choice;
        this.request = new LineRequest(choice, "backplane " + owner);
        this.door = door;
        this.token = token;
        this.limit = new EdgeLimit(mostEdges);
        this.shown = "host " + choice;
    }

    int token() {
        return token;
    }

    LineChoice choice() {
        return choice;
    }

    /** Who is told of levels, on the reader's thread. */
    void listen(IntConsumer listener) {
        listeners.add(listener);
    }

    void forget(IntConsumer listener) {
        listeners.remove(listener);
    }

    /** As it is to be from the creation on. */
    synchronized void requestAtCreation() throws KernelFault {
        if (choice.initial() >= 0) {
            direct(GpioDirection.OUT, choice.initial());
        } else if (device == null) {
            open();
        }
    }

    synchronized void direct(GpioDirection wanted, int first) throws KernelFault {
        if (wanted == GpioDirection.OUT && !choice.mayDrive() || wanted == GpioDirection.IN && !choice.mayRead()) {
            throw new KernelFault(Errno.EPERM, "make " + choice + " an " + (wanted == GpioDirection.OUT ? "output" : "input")
                    + ", which its configuration does not allow");
        }
        apply(wanted, first, watchers);
    }

    /** Does what the policy says; {@code KEEP} changes nothing, and a line that nobody has used is left alone. */
    synchronized void follow(LinePolicy policy) throws KernelFault {
        if (device == null && !lost || policy == LinePolicy.KEEP) {
            return;
        }
        if (policy == LinePolicy.SAFE && choice.mayDrive()) {
            apply(GpioDirection.OUT, choice.safe(), 0);
        } else {
            apply(GpioDirection.IN, 0, watchers);
        }
    }

    synchronized void drive(int wanted) throws KernelFault {
        request.drive(present(), wanted);
        level = wanted;
    }

    synchronized int read() throws KernelFault {
        return request.read(present());
    }

    synchronized void watch(boolean on) throws KernelFault {
        apply(direction == GpioDirection.NONE ? GpioDirection.IN : direction, level, watchers + (on ? 1 : -1));
    }

    private void apply(GpioDirection wanted, int first, int watching) throws KernelFault {
        GpioDirection before = direction;
        int levelBefore = level;
        int watchersBefore = watchers;
        direction = wanted;
        level = first;
        watchers = Math.max(0, watching);
        try {
            if (device == null) {
                open();
            } else if (before != wanted || watchers > 0 != watchersBefore > 0 || wanted == GpioDirection.OUT) {
                request.configure(device, direction, level, watchers > 0);
            }
        } catch (KernelFault fault) {
            direction = before;
            level = levelBefore;
            watchers = watchersBefore;
            throw fault;
        }
    }

    private CharDevice present() throws KernelFault {
        if (device == null) {
            open();
        }
        return device;
    }

    private void open() throws KernelFault {
        CharDevice opened;
        try (HostChip chip = HostChip.find(devices, choice.chip())) {
            int offset = chip.offset(choice.line());
            opened = request.open(devices, chip, offset, direction, level, watchers > 0);
        }
        sequence = 0;
        try {
            door.opened(this, opened);
        } catch (KernelFault fault) {
            opened.close();
            throw fault;
        }
        device = opened;
        lost = false;
    }

    /**
     * Reads all events that there are. On the reader's thread.
     *
     * @param events room for some
     */
    void readEvents(ByteBuffer events, long now) {
        CharDevice from = device;
        if (from == null) {
            return;
        }
        try {
            while (from.read(events.clear()) > 0) {
                for (int at = 0; at + GpioUapi.EVENT.size() <= events.position(); at += GpioUapi.EVENT.size()) {
                    take(GpioUapi.EVENT_ID.get(events, at) == GpioUapi.RISING_EDGE ? 1 : 0,
                            GpioUapi.EVENT_LINE_SEQUENCE.get(events, at), now);
                }
            }
        } catch (KernelFault fault) {
            lose(from);
        }
    }

    /** The kernel counts each line's events from 1 on; what is missing, its buffer had no room for. */
    private void take(int to, long number, long now) {
        if (sequence != 0 && number > sequence + 1) {
            missed += number - sequence - 1;
        }
        sequence = number;
        if (limit.lets(to, now)) {
            tell(to);
        }
    }

    private void tell(int to) {
        told = to;
        for (IntConsumer listener : listeners) {
            listener.accept(to);
        }
    }

    boolean holdsEdgesBack() {
        return limit.holdsBack();
    }

    /** On the reader's thread. */
    void giveHeldBack(long now) {
        int to = limit.giveBack(now);
        if (to != EdgeLimit.NOTHING) {
            tell(to);
        }
    }

    boolean isLost() {
        return lost;
    }

    private synchronized void lose(CharDevice gone) {
        if (device != gone) {
            return;
        }
        door.closing(gone);
        device = null;
        lost = true;
        gone.close();
        door.lost();
    }

    /** Looks whether the chip is back, and makes the line what it was. On the reader's thread. */
    void regain() {
        int now;
        synchronized (this) {
            if (!lost) {
                return;
            }
            try {
                open();
                now = watchers > 0 ? request.read(device) : EdgeLimit.NOTHING;
            } catch (KernelFault notYet) {
                return;
            }
        }
        // a level that changed while the chip was away is an edge that nobody else will report
        if (now != EdgeLimit.NOTHING && told != EdgeLimit.NOTHING && now != told) {
            tell(now);
        }
    }

    /** For the console. */
    String describe() {
        String state = device != null ? "" : lost ? ", chip gone" : ", not requested";
        return shown + state + (limit.suppressed() > 0 ? ", " + limit.suppressed() + " edges over the limit" : "")
                + (missed > 0 ? ", " + missed + " edges missed" : "");
    }

    /** Gives the line back to the host. */
    synchronized void close() {
        CharDevice closing = device;
        device = null;
        lost = false;
        if (closing != null) {
            door.closing(closing);
            closing.close();
        }
        door.forget(this);
    }
}
