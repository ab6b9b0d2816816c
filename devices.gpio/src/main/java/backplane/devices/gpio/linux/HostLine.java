// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.wire.GpioDirection;
import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.HeldDevices;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    private static final Duration HELD = Duration.ofSeconds(30);

    private final CharDevices devices;
    private final HeldDevices held;
    private final String key;
    private final LineChoice choice;
    private final LineRequest request;
    private final Door door;
    private final int token;
    private final List<IntConsumer> listeners = new CopyOnWriteArrayList<>();
    private final EdgeLimit limit;
    private final String shown;

    private volatile CharDevice device;
    /** Events are read; not those of a line that was held, before somebody watches it again, nor after {@link #leave}. */
    private volatile boolean reading;
    /** The kernel still watches a line that was held, for somebody who has not said so yet. */
    private boolean inherited;
    private final Object reads = new Object();
    private volatile boolean lost;
    /** An output that follows its policy for upgrades until somebody goes on with it. */
    private boolean aside;
    private GpioDirection direction = GpioDirection.NONE;
    private int level;
    private int watchers;
    /** The last level that was told, and the number of the last event; the reader's, but for a new request. */
    private volatile int told = EdgeLimit.NOTHING;
    private long sequence;
    private volatile long missed;

    HostLine(HostLines.Ports ports, LineChoice choice, String owner, Door door, int token, int mostEdges) {
        this.devices = ports.devices();
        this.held = ports.held();
        this.key = "gpio/" + owner + "/" + choice;
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

    /** As it is to be from the creation on; as the device before it of this name has left it, if it has. */
    synchronized void requestAtCreation() throws KernelFault {
        if (device == null && inherit()) {
            return;
        }
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
        try {
            if (device == null && !inherit()) {
                direction = wanted;
                level = first;
                watchers = Math.max(0, watching);
                open();
                return;
            }
            boolean wasWatched = watchers > 0 || inherited;
            boolean same = wanted == direction && (wanted != GpioDirection.OUT || first == level);
            direction = wanted;
            level = first;
            watchers = Math.max(0, watching);
            boolean pending = inherited && watchers == 0 && wanted == GpioDirection.IN;
            if (!same || aside || watchers > 0 != wasWatched && !pending) {
                request.configure(device, direction, level, watchers > 0);
            }
            aside = false;
            inherited = pending;
            if (!pending) {
                read(true);
            }
        } catch (KernelFault fault) {
            direction = before;
            level = levelBefore;
            watchers = watchersBefore;
            throw fault;
        }
    }

    /** Goes on with what a device of this name has left, if it has. */
    private boolean inherit() {
        HeldDevices.Held left = held.take(key);
        if (left == null) {
            return false;
        }
        device = left.device();
        lost = false;
        LineNote note = LineNote.of(left.note());
        direction = note.direction();
        level = note.level();
        inherited = note.watched();
        aside = note.aside();
        sequence = note.sequence();
        return true;
    }

    private void read(boolean on) throws KernelFault {
        if (device == null || reading == on) {
            return;
        }
        if (on) {
            reading = true;
            try {
                door.opened(this, device);
            } catch (KernelFault fault) {
                reading = false;
                throw fault;
            }
        } else {
            door.closing(device);
            synchronized (reads) {
                reading = false;
            }
        }
    }

    /** Leaves events in the kernel; those that were read have been told when this returns. An output follows its policy. */
    synchronized void leave() throws KernelFault {
        read(false);
        LinePolicy policy = choice.policies().upgrade();
        if (device != null && direction == GpioDirection.OUT && policy != LinePolicy.KEEP) {
            request.configure(device, policy == LinePolicy.SAFE ? GpioDirection.OUT : GpioDirection.IN, choice.safe(), false);
            aside = true;
        }
    }

    /** Reads events again, and drives again what it drove. */
    synchronized void resume() throws KernelFault {
        if (aside && device != null) {
            request.configure(device, direction, level, false);
            aside = false;
        }
        if (!inherited) {
            read(true);
        }
    }

    /** Leaves the line as it is to the next device of this name; it follows its policy if there is none in time. */
    synchronized void closeForNext() {
        CharDevice left = device;
        if (left == null) {
            close();
            return;
        }
        device = null;
        long note = new LineNote(direction, level, watchers > 0 || inherited, aside, sequence).packed();
        ByteBuffer will = switch (choice.policies().stop()) {
            case KEEP -> null;
            case SAFE -> request.will(GpioDirection.OUT, choice.safe());
            case INPUT -> request.will(GpioDirection.IN, 0);
        };
        held.hold(key, new HeldDevices.Held(left, note, GpioUapi.SET_CONFIG, will), HELD);
        door.forget(this);
    }

    private CharDevice present() throws KernelFault {
        if (device == null && !inherit()) {
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
        aside = false;
        reading = false;
        inherited = false;
        device = opened;
        try {
            read(true);
            lost = false;
        } catch (KernelFault fault) {
            device = null;
            opened.close();
            throw fault;
        }
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
            synchronized (reads) {
                while (reading && from.read(events.clear()) > 0) {
                    takeAll(events, now);
                }
            }
        } catch (KernelFault fault) {
            lose(from);
        }
    }

    private void takeAll(ByteBuffer events, long now) {
        for (int at = 0; at + GpioUapi.EVENT.size() <= events.position(); at += GpioUapi.EVENT.size()) {
            take(GpioUapi.EVENT_ID.get(events, at) == GpioUapi.RISING_EDGE ? 1 : 0, GpioUapi.EVENT_LINE_SEQUENCE.get(events, at), now);
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

    /** Any thread. */
    void limitEdges(int most) {
        limit.set(most);
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
        reading = false;
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

    long dropped() {
        return limit.suppressed() + missed;
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
        reading = false;
        lost = false;
        if (closing != null) {
            door.closing(closing);
            closing.close();
        }
        door.forget(this);
    }
}
