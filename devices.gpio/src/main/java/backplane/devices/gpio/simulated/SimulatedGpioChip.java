// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import backplane.devices.gpio.GpioChip;
import backplane.devices.gpio.wire.GpioDirection;
import java.util.Arrays;
import java.util.List;

/** One device's hold on its pins. Levels are read without a lock; each change is made under the board's. */
public final class SimulatedGpioChip implements GpioChip {
    private final SimulatedBoard board;
    private final PinBank bank;
    private volatile ChipPlan plan;
    private final Pin[] pins;
    /** What the device drives, {@link GpioChip#NO_LEVEL} where the line is no output. Under the board's lock, as the next two. */
    private final int[] driven;
    private final boolean[] watched;
    private LevelListener listener = (line, level) -> { };

    /** Under the board's lock. */
    SimulatedGpioChip(SimulatedBoard board, PinBank bank, ChipPlan plan) {
        this.board = board;
        this.bank = bank;
        this.plan = plan;
        this.driven = new int[plan.lines()];
        this.watched = new boolean[plan.lines()];
        Arrays.fill(driven, NO_LEVEL);
        bank.add(this);
        this.pins = bank.pins().subList(0, plan.lines()).toArray(new Pin[0]);
    }

    @Override
    public int lineCount() {
        return plan.lines();
    }

    @Override
    public List<String> names() {
        return plan.names();
    }

    @Override
    public void setDirection(int line, GpioDirection direction, int level) {
        drive(line, direction == GpioDirection.OUT ? level : NO_LEVEL);
    }

    @Override
    public void setValue(int line, int level) {
        drive(line, level);
    }

    /** On the way of each request that sets a value: nothing is allocated here. */
    private void drive(int line, int level) {
        board.lock.lock();
        try {
            driven[line] = level;
            pins[line].settleWithTargets();
        } finally {
            board.lock.unlock();
        }
    }

    @Override
    public int getValue(int line) {
        return pins[line].level();
    }

    @Override
    public void listen(LevelListener newListener) {
        board.change(() -> listener = newListener);
    }

    @Override
    public void watch(int line, boolean on) {
        board.change(() -> watched[line] = on);
    }

    @Override
    public boolean isMemory() {
        return true;
    }

    /** After each batch of requests: nothing is allocated here. */
    @Override
    public int heldLevel(int line) {
        board.lock.lock();
        try {
            return pins[line].poked();
        } finally {
            board.lock.unlock();
        }
    }

    /** Only for a pin that nobody has poked on this board: its own history is newer than any saved one. */
    @Override
    public void holdLevel(int line, int level) {
        board.change(() -> {
            if (pins[line].poked() == NO_LEVEL) {
                pins[line].poke(level);
            }
        });
    }

    @Override
    public String drivenBy(int line) {
        return board.look(() -> {
            Pin source = pins[line].drivingSource();
            if (bank.driven(line) != NO_LEVEL) {
                return "driver";
            }
            if (source != null) {
                return "wire from " + source;
            }
            return pins[line].poked() != NO_LEVEL ? "poke" : "pull";
        });
    }

    @Override
    public boolean isCheap() {
        return true;
    }

    /** The device's outputs are none any more; its pins, and what was poked, stay on the board. */
    @Override
    public void close() {
        board.remove(this, bank);
    }

    /**
     * Other names, initial levels and wires from now on; levels that follow from them are told to whoever watches.
     *
     * @param next with as many lines
     */
    public void replan(ChipPlan next) {
        if (next.lines() != plan.lines()) {
            throw new IllegalArgumentException("a chip of " + plan.lines() + " lines does not become one of " + next.lines());
        }
        board.replan(() -> plan = next);
    }

    ChipPlan plan() {
        return plan;
    }

    int driven(int line) {
        return line < driven.length ? driven[line] : NO_LEVEL;
    }

    void report(int line, int level) {
        if (line < watched.length && watched[line]) {
            listener.changed(line, level);
        }
    }
}
