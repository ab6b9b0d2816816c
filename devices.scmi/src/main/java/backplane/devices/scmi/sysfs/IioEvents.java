// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.sysfs;

import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.IoctlCode;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import backplane.kernel.Pollers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of IIO devices (linux/iio/events.h; which ones is set in the device's folder {@code events}): each has the sensors of its device
 * looked at now instead of at their interval. An event stream has one reader in the system, so it is opened while a guest listens, again
 * and again while another one has it. {@link #keep} is the platform's thread's; the watching has a thread of its own while it goes on.
 */
public final class IioEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IioEvents.class);

    private static final Pattern DEVICE = Pattern.compile("/(iio:device[0-9]{1,9})/[^/]+$");
    private static final int GET_EVENT_FD = IoctlCode.of(IoctlCode.Way.READ, 'i', 0x90, Integer.BYTES);
    /** struct iio_event_data: le64 id, le64 timestamp. */
    private static final int EVENT = 16;
    private static final int AT_ONCE = 64;
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final String platform;
    private final CharDevices devices;
    private final Pollers pollers;
    private final List<String> names;
    private final Consumer<String> happened;
    private final Map<String, String> told = new java.util.HashMap<>();
    private volatile Poller poller;
    private volatile boolean closed;
    private Thread watcher;
    private long next;

    /**
     * @param sources  where sensors are measured; those that are not of IIO are left out
     * @param happened gets the name of a device, such as {@code iio:device0}, on a thread of this class
     */
    public IioEvents(String platform, CharDevices devices, Pollers pollers, List<String> sources, Consumer<String> happened) {
        this.platform = platform;
        this.devices = devices;
        this.pollers = pollers;
        this.happened = happened;
        names = sources.stream().map(IioEvents::device).filter(name -> !name.isEmpty()).distinct().toList();
    }

    /** The IIO device of a file in /sys; empty if it is none. */
    public static String device(String source) {
        Matcher matcher = DEVICE.matcher(source);
        return matcher.find() ? matcher.group(1) : "";
    }

    /**
     * Somebody listens, or nobody.
     *
     * @param now nanoseconds
     */
    public void keep(boolean wanted, long now) {
        if (names.isEmpty() || closed) {
            return;
        }
        boolean watches = watcher != null && watcher.isAlive();
        if (wanted && !watches && now - next >= 0) {
            next = now + AGAIN;
            begin();
        } else if (!wanted && watches) {
            end();
        }
    }

    private void begin() {
        List<CharDevice> streams = new ArrayList<>();
        List<String> of = new ArrayList<>();
        for (String name : names) {
            try (CharDevice device = devices.open(Path.of("/dev", name))) {
                ByteBuffer fd = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
                device.ioctl(GET_EVENT_FD, fd);
                streams.add(devices.adopt(fd.getInt(0), "events of " + name));
                of.add(name);
                told.remove(name);
            } catch (KernelFault fault) {
                if (!fault.getMessage().equals(told.put(name, fault.getMessage()))) {
                    LOG.info("SCMI platform {}: no events of {}, its sensors are looked at by their interval: {}", platform, name,
                            fault.getMessage());
                }
            }
        }
        if (streams.isEmpty()) {
            return;
        }
        try {
            Poller opened = pollers.open();
            poller = opened;
            watcher = new Thread(() -> watch(opened, streams, of), "scmi-iio-" + platform);
            watcher.setDaemon(true);
            watcher.start();
        } catch (KernelFault | OutOfMemoryError none) {
            streams.forEach(CharDevice::close);
            LOG.warn("SCMI platform {}: nobody can wait for events of {}: {}", platform, of, none.getMessage());
        }
    }

    private void watch(Poller waits, List<CharDevice> streams, List<String> of) {
        ByteBuffer events = ByteBuffer.allocateDirect(AT_ONCE * EVENT);
        int[] tokens = new int[streams.size()];
        try (waits) {
            for (int i = 0; i < streams.size(); i++) {
                waits.add(streams.get(i).fd(), i);
            }
            while (poller == waits && !closed) {
                int ready = waits.await(tokens, -1);
                for (int i = 0; i < ready; i++) {
                    if (drain(streams.get(tokens[i]), events)) {
                        happened.accept(of.get(tokens[i]));
                    }
                }
            }
            streams.forEach(stream -> waits.remove(stream.fd()));
        } catch (KernelFault gone) {
            LOG.warn("SCMI platform {}: events of {} have ended: {}", platform, of, gone.getMessage());
        } finally {
            streams.forEach(CharDevice::close);
        }
    }

    /** @return whether there was an event */
    private static boolean drain(CharDevice stream, ByteBuffer events) throws KernelFault {
        boolean any = false;
        int read = stream.read(events.clear());
        while (read > 0) {
            any = true;
            read = stream.read(events.clear());
        }
        return any;
    }

    private void end() {
        Poller waits = poller;
        poller = null;
        if (waits != null) {
            waits.wake();
        }
    }

    @Override
    public void close() {
        closed = true;
        end();
    }
}
