// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one stream: it alone calls the path, one portion after another while frames flow, and does what the device's thread
 * orders in between. It is there while the path is open. A card that is lost is looked for again and again; meanwhile frames go by at
 * their rate, so that the driver neither hangs nor spins.
 */
final class StreamThread implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);
    private static final long NANOS_A_MILLI = 1_000_000L;
    private static final long LOOK_AGAIN = 500 * NANOS_A_MILLI;
    /** What a card may need to play out beyond what it says. */
    private static final long DRAIN_MARGIN = 200 * NANOS_A_MILLI;
    private static final long DRAIN_STEP = 5 * NANOS_A_MILLI;
    private static final long LONGEST_DRAIN = 5000 * NANOS_A_MILLI;

    private final String name;
    private final Pump pump;
    private final Consumer<Order> whenDone;
    private final Queue<Order> orders = new ArrayDeque<>();
    private volatile boolean ordered;
    private volatile Thread thread;

    private StreamParameters opened;
    private boolean running;
    private boolean drained;
    private boolean closing;
    private long closeBy;
    private boolean lost;
    private long due;
    private long lookAgain;

    /** @param whenDone called here after each order */
    StreamThread(String name, Pump pump, Consumer<Order> whenDone) {
        this.name = name;
        this.pump = pump;
        this.whenDone = whenDone;
    }

    /** Hands an order over; orders are done one after another. The device's thread. */
    void submit(Order order) {
        synchronized (orders) {
            orders.add(order);
            ordered = true;
            if (thread == null) {
                thread = new Thread(this, "sound " + name);
                thread.setDaemon(true);
                thread.setPriority(Thread.MAX_PRIORITY);
                thread.start();
            }
        }
        pump.path().wake();
        nudge();
    }

    /** There is something in the ring again. Any thread. */
    void nudge() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (true) {
            Order order = ordered ? next() : null;
            if (order != null) {
                obey(order);
            } else if (closing) {
                playOut();
            } else if (running && lost) {
                passBy();
            } else if (running) {
                flow();
            } else if (opened != null) {
                LockSupport.park(this);
            } else if (retire()) {
                return;
            }
        }
    }

    private Order next() {
        synchronized (orders) {
            Order order = orders.poll();
            ordered = !orders.isEmpty();
            return order;
        }
    }

    private boolean retire() {
        synchronized (orders) {
            if (ordered) {
                return false;
            }
            thread = null;
            return true;
        }
    }

    private void obey(Order order) {
        AudioFault wrong = null;
        byte[] memo = {};
        try {
            switch (order.kind()) {
                case OPEN -> open(order);
                case START -> start();
                case STOP -> stop();
                case RELEASE -> release();
                case CLOSE -> close();
                default -> memo = suspend();
            }
        } catch (AudioFault fault) {
            wrong = fault;
        } catch (RuntimeException fault) {
            LOG.error("sound stream {}: {} fails", name, order.kind(), fault);
            wrong = new AudioFault(AudioFault.Reason.FAILED, pump.path().description() + ": " + fault);
        }
        if (wrong != null) {
            close();
        }
        order.isDone(wrong, memo);
        whenDone.accept(order);
    }

    private void open(Order order) throws AudioFault {
        // what plays out may go on without a gap; a path that was closed in between begins anew
        if (!closing || !order.parameters().equals(opened)) {
            close();
            pump.path().open(order.parameters(), order.memo());
        }
        opened = order.parameters();
        pump.use(opened, order.ring());
        closing = false;
        pump.gauge.fault("");
    }

    private void start() throws AudioFault {
        if (opened == null) {
            throw new AudioFault(AudioFault.Reason.FAILED, pump.path().description() + " is not open");
        }
        pump.begin();
        if (!lost && !drained) {
            pump.path().start();
        }
        due = System.nanoTime();
        drained = false;
        running = true;
    }

    private void stop() throws AudioFault {
        if (!running) {
            return;
        }
        running = false;
        if (lost) {
            return;
        }
        if (pump.path() instanceof AudioOutlet outlet && pump.ring().fill() == 0) {
            // all that the driver sent has been answered: it has ended by itself, and its end is to be heard
            outlet.drain();
            drained = true;
        } else {
            pump.path().stop();
        }
    }

    private void release() {
        running = false;
        if (drained) {
            closing = true;
            long left = opened.nanos(pump.path().delayFrames()) + DRAIN_MARGIN;
            closeBy = System.nanoTime() + Math.min(left, LONGEST_DRAIN);
        } else {
            close();
        }
    }

    private byte[] suspend() throws AudioFault {
        byte[] memo = {};
        if (opened != null && !lost) {
            if (running || drained) {
                running = false;
                pump.path().stop();
            }
            memo = pump.path().memo();
        }
        close();
        return memo;
    }

    private void close() {
        if (opened != null && !lost) {
            pump.path().close();
        }
        opened = null;
        running = false;
        drained = false;
        closing = false;
        lost = false;
    }

    private void playOut() {
        if (pump.path().delayFrames() <= 0 || System.nanoTime() - closeBy >= 0) {
            close();
        } else {
            LockSupport.parkNanos(this, DRAIN_STEP);
        }
    }

    private void flow() {
        try {
            long rest = pump.move();
            if (rest > 0 && !ordered) {
                LockSupport.parkNanos(this, rest);
            }
        } catch (AudioFault fault) {
            lose(fault);
        } catch (RuntimeException fault) {
            LOG.error("sound stream {}: the card's own fault", name, fault);
            lose(new AudioFault(AudioFault.Reason.FAILED, pump.path().description() + ": " + fault));
        }
    }

    private void lose(AudioFault fault) {
        LOG.warn("sound stream {}: {}; looking for the card again every {} ms", name, fault.getMessage(), LOOK_AGAIN / NANOS_A_MILLI);
        pump.path().close();
        pump.gauge.fault(fault.getMessage());
        lost = true;
        due = System.nanoTime();
        lookAgain = due + LOOK_AGAIN;
    }

    private void passBy() {
        long now = System.nanoTime();
        if (now - lookAgain >= 0) {
            lookAgain = now + LOOK_AGAIN;
            find();
        } else if (now - due >= 0) {
            due += opened.nanos(opened.periodFrames());
            pump.skipPeriod();
        } else {
            LockSupport.parkNanos(this, Math.min(due - now, lookAgain - now));
        }
    }

    private void find() {
        try {
            pump.path().open(opened, new byte[0]);
            pump.path().start();
            lost = false;
            pump.gauge.fault("");
            LOG.info("sound stream {}: {} is there again", name, pump.path().description());
        } catch (AudioFault | RuntimeException fault) {
            pump.path().close();
            LOG.debug("sound stream {}: {} is still lost", name, pump.path().description(), fault);
        }
    }
}
