// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.kernel.CharDevice;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import backplane.kernel.Pollers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads the events of all lines. It sleeps without a limit unless a chip is gone, which it looks for from time to
 * time, or edges are held back. Started with the first line.
 */
final class EdgeReader implements HostLine.Door, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeReader.class);
    private static final int EVENTS = 64;
    private static final int TOKENS = 64;
    private static final int LOOK_AGAIN_MILLIS = 250;
    private static final int FOR_EVER = -1;
    private static final long PATIENCE_MILLIS = 5000;

    private final Pollers pollers;
    /** Lines that are open or lost, by token. */
    private final Map<Integer, HostLine> lines = new ConcurrentHashMap<>();
    private Poller poller;
    private Thread thread;
    private volatile boolean closed;

    EdgeReader(Pollers pollers) {
        this.pollers = pollers;
    }

    @Override
    public void opened(HostLine line, CharDevice device) throws KernelFault {
        start();
        lines.put(line.token(), line);
        poller.add(device.fd(), line.token());
    }

    @Override
    public void closing(CharDevice device) {
        poller.remove(device.fd());
    }

    @Override
    public void lost() {
        poller.wake();
    }

    @Override
    public void forget(HostLine line) {
        lines.remove(line.token());
    }

    private synchronized void start() throws KernelFault {
        if (thread != null) {
            return;
        }
        poller = pollers.open();
        thread = new Thread(this::run, "backplane gpio events");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        ByteBuffer events = ByteBuffer.allocateDirect(EVENTS * GpioUapi.EVENT.size()).order(ByteOrder.nativeOrder());
        int[] ready = new int[TOKENS];
        while (!closed) {
            try {
                int count = poller.await(ready, patience());
                long now = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    HostLine line = lines.get(ready[i]);
                    if (line != null) {
                        line.readEvents(events, now);
                    }
                }
                lookAfter(now);
            } catch (KernelFault | RuntimeException failure) {
                if (!closed) {
                    LOG.error("The events of GPIO lines are no longer read", failure);
                }
                return;
            }
        }
    }

    private int patience() {
        for (HostLine line : lines.values()) {
            if (line.isLost() || line.holdsEdgesBack()) {
                return LOOK_AGAIN_MILLIS;
            }
        }
        return FOR_EVER;
    }

    private void lookAfter(long now) {
        for (HostLine line : lines.values()) {
            if (line.isLost()) {
                line.regain();
            }
            line.giveHeldBack(now);
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running == null) {
            return;
        }
        poller.wake();
        try {
            running.join(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        poller.close();
    }
}
