// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.device.DeviceCount;
import backplane.devices.gpio.GpioChip;
import backplane.devices.gpio.LineEnd;
import backplane.devices.gpio.wire.GpioDirection;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest's chip of lines of the host, from whichever chips they are. */
public final class LinuxGpioChip implements GpioChip {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxGpioChip.class);

    private final String device;
    private final HostLines all;
    private final List<HostLine> lines;
    private final List<String> names;
    private final List<IntConsumer> ears = new ArrayList<>();
    private final boolean[] watched;
    /** Whether a driver has used the line since the last front-end went. */
    private final boolean[] used;
    private boolean left;
    private LevelListener listener = (line, level) -> { };

    /** @param lines held by this device from now on */
    LinuxGpioChip(String device, HostLines all, List<HostLine> lines, List<String> names) {
        this.device = device;
        this.all = all;
        this.lines = List.copyOf(lines);
        this.names = List.copyOf(names);
        this.watched = new boolean[lines.size()];
        this.used = new boolean[lines.size()];
    }

    @Override
    public int lineCount() {
        return lines.size();
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void setDirection(int line, GpioDirection direction, int level) throws KernelFault {
        if (direction == GpioDirection.NONE) {
            release(line, LineEnd.GIVEN_UP);
        } else {
            used[line] = true;
            lines.get(line).direct(direction, level);
        }
    }

    /** A line that no driver has used stays what it is from its creation on. */
    @Override
    public void release(int line, LineEnd end) throws KernelFault {
        if (!used[line]) {
            return;
        }
        used[line] = end != LineEnd.DISCONNECT;
        lines.get(line).follow(lines.get(line).choice().policies().at(end));
    }

    @Override
    public void setValue(int line, int level) throws KernelFault {
        lines.get(line).drive(level);
    }

    @Override
    public int getValue(int line) throws KernelFault {
        return lines.get(line).read();
    }

    @Override
    public void listen(LevelListener newListener) {
        listener = newListener;
        for (int i = 0; i < lines.size(); i++) {
            int line = i;
            IntConsumer ear = level -> hear(line, level);
            ears.add(ear);
            lines.get(i).listen(ear);
        }
    }

    @Override
    public List<DeviceCount> counts() {
        return List.of(new DeviceCount("edges_dropped", "edges over most-edges, or for which the kernel's buffer had no room",
                lines.stream().mapToLong(HostLine::dropped).sum()));
    }

    private void hear(int line, int level) {
        if (watched[line]) {
            listener.changed(line, level);
        }
    }

    @Override
    public void watch(int line, boolean on) throws KernelFault {
        if (watched[line] == on) {
            return;
        }
        // before the first event can come; a line that fails is not watched, and reports nothing
        watched[line] = true;
        try {
            lines.get(line).watch(on);
            watched[line] = on;
        } catch (KernelFault fault) {
            watched[line] = false;
            throw fault;
        }
    }

    /** @param most edges of one line in a second from now on, 0 for all */
    public void limitEdges(int most) {
        lines.forEach(line -> line.limitEdges(most));
    }

    @Override
    public void leave() {
        for (HostLine line : lines) {
            try {
                line.leave();
            } catch (KernelFault fault) {
                LOG.warn("GPIO device {}: {} does not follow its policy: {}", device, line.choice(), fault.getMessage());
            }
        }
        left = true;
    }

    @Override
    public void resume() throws KernelFault {
        left = false;
        for (HostLine line : lines) {
            line.resume();
        }
    }

    @Override
    public String drivenBy(int line) {
        return lines.get(line).describe();
    }

    @Override
    public void close() {
        for (int i = 0; i < lines.size(); i++) {
            HostLine line = lines.get(i);
            if (i < ears.size()) {
                line.forget(ears.get(i));
            }
            try {
                // the device that replaces this one goes on with the line as it is
                boolean alone = !all.isHeldTwice(line);
                if (!alone || !left) {
                    watch(i, false);
                }
                if (alone && !left) {
                    line.follow(line.choice().policies().stop());
                }
            } catch (KernelFault fault) {
                LOG.warn("GPIO device {}: {} does not follow its policy: {}", device, line.choice(), fault.getMessage());
            }
        }
        all.giveBack(device, lines, left);
    }
}
