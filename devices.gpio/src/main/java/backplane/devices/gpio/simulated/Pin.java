// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import backplane.devices.gpio.GpioChip;
import java.util.ArrayList;
import java.util.List;

/** One pin of the board. All but {@link #level} under the board's lock. */
final class Pin {
    final PinBank bank;
    final int line;
    /** The level now; read by any thread without a lock. */
    private volatile int level;
    /** What the console gave it last. */
    private int poked = GpioChip.NO_LEVEL;
    /** The far ends of its wires: those that may drive it, in order, and those that it may drive. */
    private final List<Pin> sources = new ArrayList<>();
    private final List<Pin> targets = new ArrayList<>();

    Pin(PinBank bank, int line, int level) {
        this.bank = bank;
        this.line = line;
        this.level = level;
    }

    int level() {
        return level;
    }

    int poked() {
        return poked;
    }

    void poke(int newLevel) {
        poked = newLevel;
        settle();
    }

    void connect(Pin target) {
        targets.add(target);
        target.sources.add(this);
    }

    void disconnect() {
        sources.clear();
        targets.clear();
    }

    /** The pin at the other end of the wire that gives this one its level, or null. */
    Pin drivingSource() {
        for (int i = 0; i < sources.size(); i++) {
            Pin source = sources.get(i);
            if (source.bank.driven(source.line) != GpioChip.NO_LEVEL) {
                return source;
            }
        }
        return null;
    }

    /** Finds the pin's level, and that of the pins it may drive; who watches one that has changed is told. */
    void settleWithTargets() {
        settle();
        targets.forEach(Pin::settle);
    }

    /** Finds the pin's level; who watches it is told of a change. */
    void settle() {
        int now = levelByRule();
        if (now != level) {
            level = now;
            bank.report(line, now);
        }
    }

    /** The four rules of the package, in order. */
    private int levelByRule() {
        int driven = bank.driven(line);
        if (driven != GpioChip.NO_LEVEL) {
            return driven;
        }
        Pin source = drivingSource();
        if (source != null) {
            return source.bank.driven(source.line);
        }
        return poked != GpioChip.NO_LEVEL ? poked : bank.initial(line);
    }

    @Override
    public String toString() {
        return bank.device + ":" + line;
    }
}
