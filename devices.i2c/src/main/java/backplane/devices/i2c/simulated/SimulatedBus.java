// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import backplane.device.StateRejected;
import backplane.devices.i2c.I2cAdapter;
import backplane.devices.i2c.I2cTransfer;
import backplane.devices.i2c.KeepsContents;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bus whose chips are objects. Messages go over it byte by byte, so that a chip sees START, addresses and STOP as on wires. Any
 * thread; one lock for the bus, as it has one data line.
 */
public final class SimulatedBus implements I2cAdapter, KeepsContents {
    private final String name;
    private final Map<Integer, Chip> chips = new LinkedHashMap<>();
    private final FaultPlan faults;
    /** Chips of the transfer that is being done. */
    private final List<Chip> used = new ArrayList<>();
    private boolean unplugged;
    private boolean closed;

    SimulatedBus(String name, long seed) {
        this.name = name;
        this.faults = new FaultPlan(seed);
    }

    /** @return another chip that has one of its addresses, in which case nothing has changed; else null */
    synchronized String add(Chip chip) {
        for (int i = 0; i < chip.addresses(); i++) {
            Chip other = chips.get(chip.address() + i);
            if (other != null) {
                return other.description();
            }
        }
        for (int i = 0; i < chip.addresses(); i++) {
            chips.put(chip.address() + i, chip);
        }
        return null;
    }

    @Override
    public String description() {
        return "simulated:" + name;
    }

    @Override
    public int mostMessages() {
        return I2cTransfer.MOST_MESSAGES;
    }

    @Override
    public boolean hasTenBit() {
        return true;
    }

    @Override
    public synchronized void transfer(I2cTransfer transfer) throws KernelFault {
        if (unplugged || closed) {
            throw fault(Errno.ENODEV, "the bus is gone");
        }
        strike(BusFault.STUCK);
        try {
            for (int message = 0; message < transfer.count(); message++) {
                message(transfer, message);
                transfer.advance();
            }
        } finally {
            for (int i = 0; i < used.size(); i++) {
                used.get(i).stop();
            }
            used.clear();
        }
    }

    private void message(I2cTransfer transfer, int message) throws KernelFault {
        int address = transfer.address(message);
        strike(BusFault.ARBITRATION);
        strike(BusFault.STRETCH);
        strike(BusFault.NAK_ADDRESS);
        Chip chip = chips.get(address);
        if (chip == null || !chip.begin(address - chip.address(), transfer.isRead(message))) {
            throw fault(Errno.ENXIO, "nobody answers " + I2cAddress.text(address));
        }
        chip.touch();
        if (!used.contains(chip)) {
            used.add(chip);
        }
        byte[] bytes = transfer.bytes();
        int from = transfer.offset(message);
        for (int i = from; i < from + transfer.length(message); i++) {
            if (transfer.isRead(message)) {
                bytes[i] = (byte) faults.flip(chip.read());
                continue;
            }
            strike(BusFault.NAK_DATA);
            if (!chip.write(faults.flip(bytes[i] & 0xff))) {
                throw fault(Errno.EREMOTEIO, I2cAddress.text(address) + " does not take byte " + (i - from));
            }
        }
    }

    private void strike(BusFault wanted) throws KernelFault {
        if (faults.strikes(wanted)) {
            throw fault(wanted.errno(), "injected " + wanted.word());
        }
    }

    private KernelFault fault(Errno errno, String what) {
        return new KernelFault(errno, description() + ": " + what);
    }

    /** Has a fault happen from now on. @param times negative for without end, 0 to end it */
    public synchronized void inject(BusFault fault, int times, double rate) {
        faults.set(fault, times, rate);
    }

    /** Ends all faults, an unplugging too. */
    public synchronized void heal() {
        faults.clear();
        unplugged = false;
    }

    /** As if somebody had pulled the adapter. */
    public synchronized void unplug() {
        unplugged = true;
    }

    /** For the console. */
    public synchronized String faults() {
        return unplugged ? "unplugged" : faults.toString();
    }

    /** A hand at a chip. @throws IllegalArgumentException saying what is allowed */
    public synchronized void poke(int address, List<String> words) {
        Chip chip = chips.get(address);
        if (chip == null) {
            throw new IllegalArgumentException("there is no chip at " + I2cAddress.text(address) + " of " + description() + "; there is "
                    + chips());
        }
        chip.poke(words);
        chip.touch();
    }

    /** Each chip with its address. */
    public synchronized List<String> chips() {
        return chips.entrySet().stream().filter(chip -> chip.getKey() == chip.getValue().address())
                .map(chip -> chip.getValue().description() + "@" + I2cAddress.text(chip.getKey())).toList();
    }

    @Override
    public synchronized List<ChipContents> contents() {
        List<ChipContents> all = new ArrayList<>();
        chips.forEach((address, chip) -> {
            if (address == chip.address()) {
                all.add(new ChipContents(address, chip.contents()));
            }
        });
        return all;
    }

    @Override
    public synchronized void takeOver(List<ChipContents> contents) throws StateRejected {
        for (ChipContents held : contents) {
            if (chips.containsKey(held.address())) {
                chips.get(held.address()).check(held.bytes());
            }
        }
        for (ChipContents held : contents) {
            Chip chip = chips.get(held.address());
            if (chip != null && !chip.isTouched()) {
                chip.takeOver(held.bytes());
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        chips.values().stream().distinct().forEach(Chip::close);
    }
}
