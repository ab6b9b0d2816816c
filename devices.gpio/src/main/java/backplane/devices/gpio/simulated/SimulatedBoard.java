// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import backplane.devices.gpio.GpioChip;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pins of all simulated chips of this bundle, and the wires between them. A change and all that follows from it are one step
 * under one lock: whoever watches hears of each change once, in order. Immediate: pins must outlive those who ask for them. Any
 * thread.
 */
@Component(service = SimulatedBoard.class, immediate = true)
public final class SimulatedBoard {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedBoard.class);

    final ReentrantLock lock = new ReentrantLock();
    /** By device name. A bank outlives its chips if something in it was poked. */
    private final SortedMap<String, PinBank> banks = new TreeMap<>();

    @Activate
    public SimulatedBoard() {
        // nothing on the board yet
    }

    /** Puts a chip for a device onto the board. Its wires to chips that aren't there yet are joined when those come. */
    public SimulatedGpioChip fit(String device, ChipPlan plan) {
        return look(() -> {
            SimulatedGpioChip chip = new SimulatedGpioChip(this, banks.computeIfAbsent(device, PinBank::new), plan);
            rewire();
            return chip;
        });
    }

    /** The names of the devices that have a simulated chip. */
    public List<String> devices() {
        return look(() -> banks.values().stream().filter(PinBank::hasChip).map(bank -> bank.device).toList());
    }

    /** The names and, for the others, offsets of a device's lines; none if it has no simulated chip. */
    public List<String> lines(String device) {
        return look(() -> {
            PinBank bank = banks.get(device);
            List<String> lines = new ArrayList<>();
            for (int line = 0; bank != null && bank.hasChip() && line < bank.plan().lines(); line++) {
                String name = bank.plan().names().get(line);
                lines.add(name.isEmpty() ? Integer.toString(line) : name);
            }
            return lines;
        });
    }

    /**
     * Gives a line a level from outside. The level stays until the next poke, also while an output or a wire overrides it.
     *
     * @param line  offset or name
     * @param level 0 or 1
     * @throws PokeRefused if there is no such line, or something drives it
     */
    public void poke(String device, String line, int level) throws PokeRefused {
        lock.lock();
        try {
            PinBank bank = banks.get(device);
            if (bank == null || !bank.hasChip()) {
                throw new PokeRefused("'" + device + "' has no simulated GPIO chip; those that have one: " + devices());
            }
            Pin pin = bank.pin(line);
            if (pin == null) {
                throw new PokeRefused("'" + device + "' has no line '" + line + "'; its lines are 0 to " + (bank.plan().lines() - 1)
                        + ", or by name: " + bank.plan().names().stream().filter(name -> !name.isEmpty()).toList());
            }
            if (level != 0 && level != 1) {
                throw new PokeRefused("a level is 0 or 1, not " + level);
            }
            if (bank.driven(pin.line) != GpioChip.NO_LEVEL) {
                throw new PokeRefused("line " + pin + " is an output: the driver of '" + device + "' drives it to " + pin.level());
            }
            if (pin.drivingSource() != null) {
                throw new PokeRefused("line " + pin + " is at the end of a wire: " + pin.drivingSource() + " drives it to " + pin.level());
            }
            pin.poke(level);
        } finally {
            lock.unlock();
        }
    }

    void remove(SimulatedGpioChip chip, PinBank bank) {
        change(() -> {
            bank.remove(chip);
            if (bank.isForgettable()) {
                banks.remove(bank.device, bank);
            }
            rewire();
        });
    }

    /** Makes a change of a chip's plan, and joins the wires by it. */
    void replan(Runnable change) {
        change(() -> {
            change.run();
            rewire();
        });
    }

    /** Makes a change. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Joins the wires again after a chip has come or gone, and lets all levels settle. */
    private void rewire() {
        banks.values().forEach(bank -> bank.pins().forEach(Pin::disconnect));
        for (PinBank bank : banks.values()) {
            if (bank.hasChip()) {
                bank.plan().wires().forEach(wire -> join(wire, bank.device));
            }
        }
        banks.values().forEach(bank -> bank.pins().forEach(Pin::settle));
    }

    private void join(Wire wire, String owner) {
        Pin from = pin(wire.from(), owner);
        Pin to = pin(wire.to(), owner);
        if (from == null || to == null) {
            LOG.info("Wire {} of GPIO device {} waits: one of its lines is not there", wire, owner);
        } else {
            from.connect(to);
        }
    }

    private Pin pin(Wire.End end, String owner) {
        PinBank bank = banks.get(end.deviceSeenFrom(owner));
        return bank == null ? null : bank.pin(end.line());
    }
}
