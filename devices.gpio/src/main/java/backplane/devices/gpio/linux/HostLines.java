// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.HeldDevices;
import backplane.kernel.KernelFault;
import backplane.kernel.Pollers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The lines of the host that devices of this bundle have, each once: a line has one device, or several that only read. Any thread.
 */
@Component(service = HostLines.class, immediate = true)
public final class HostLines {
    private final Ports ports;
    private final EdgeReader reader;
    private final Map<String, Holding> holdings = new HashMap<>();
    private int tokens;

    /** What lines are opened with. */
    record Ports(CharDevices devices, HeldDevices held) {
    }

    /** One line, and the devices that have it: two of the same name while one replaces the other. */
    private record Holding(HostLine line, List<String> holders) {
    }

    @Activate
    public HostLines(@Reference CharDevices devices, @Reference HeldDevices held, @Reference Pollers pollers) {
        this.ports = new Ports(devices, held);
        this.reader = new EdgeReader(pollers);
    }

    @Deactivate
    void close() {
        reader.close();
    }

    /**
     * Composes a chip.
     *
     * @throws KernelFault EBUSY if another device has a line; as the kernel says if one is not there. Nothing is held then
     */
    public synchronized LinuxGpioChip fit(String device, LinuxChipPlan plan) throws KernelFault {
        List<HostLine> lines = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try {
            for (LineChoice choice : plan.lines()) {
                lines.add(hold(device, choice, plan, names, lines));
            }
            if (plan.atCreation()) {
                for (HostLine line : lines) {
                    line.requestAtCreation();
                }
            }
            return new LinuxGpioChip(device, this, lines, names);
        } catch (KernelFault fault) {
            giveBack(device, lines, false);
            throw fault;
        }
    }

    /**
     * The same chip without its lines, for a trial.
     *
     * @throws KernelFault as the kernel says if a line is not there
     */
    public RehearsedChip rehearse(LinuxChipPlan plan) throws KernelFault {
        List<String> names = new ArrayList<>();
        for (LineChoice choice : plan.lines()) {
            find(choice, names);
        }
        return new RehearsedChip(names);
    }

    /** @return what tells the line from all others of the host; its name is added to {@code names} */
    private String find(LineChoice choice, List<String> names) throws KernelFault {
        try (HostChip chip = HostChip.find(ports.devices(), choice.chip())) {
            int offset = chip.offset(choice.line());
            names.add(choice.name() != null ? choice.name() : printable(GpioUapi.text(chip.info(offset), GpioUapi.INFO_NAME)));
            return chip.name() + ":" + offset;
        }
    }

    private HostLine hold(String device, LineChoice choice, LinuxChipPlan plan, List<String> names, List<HostLine> own) throws KernelFault {
        String key = find(choice, names);
        Holding holding = holdings.get(key);
        if (holding == null) {
            HostLine line = new HostLine(ports, choice, device, reader, tokens++, plan.mostEdges());
            holding = new Holding(line, new ArrayList<>());
            holdings.put(key, holding);
        } else {
            requireShareable(device, choice, key, holding, own);
        }
        holding.holders.add(device);
        return holding.line;
    }

    private static void requireShareable(String device, LineChoice choice, String key, Holding holding, List<HostLine> own)
            throws KernelFault {
        boolean sharing = choice.shared() && holding.line.choice().shared();
        boolean replacing = holding.holders.stream().allMatch(device::equals) && holding.line.choice().equals(choice);
        if (own.contains(holding.line) || !sharing && !replacing) {
            throw new KernelFault(Errno.EBUSY, "use the line " + choice + " (" + key + "), which "
                    + holding.holders + " has; only lines that all have as read-only can be shared");
        }
    }

    private static String printable(String name) {
        return name.matches("[ -~]*") ? name : "";
    }

    /** @param forNext the device was saved, and the next one of its name goes on with the lines */
    synchronized void giveBack(String device, List<HostLine> lines, boolean forNext) {
        for (HostLine line : lines) {
            holdings.values().removeIf(holding -> {
                if (holding.line != line) {
                    return false;
                }
                holding.holders.remove(device);
                if (holding.holders.isEmpty() && forNext) {
                    line.closeForNext();
                } else if (holding.holders.isEmpty()) {
                    line.close();
                }
                return holding.holders.isEmpty();
            });
        }
    }

    /** Whether the last device of a line has gone is known here alone, and so is who may still need its state. */
    synchronized boolean isHeldTwice(HostLine line) {
        return holdings.values().stream().anyMatch(holding -> holding.line == line && holding.holders.size() > 1);
    }
}
