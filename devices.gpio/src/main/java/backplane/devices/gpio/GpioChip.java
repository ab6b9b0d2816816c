// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceCount;
import backplane.devices.gpio.wire.GpioDirection;
import backplane.kernel.KernelFault;
import java.util.List;

/**
 * What the hardware behind a GPIO device must do: a port. Lines are counted from 0; a level is 0 or 1. Methods that change
 * something are called on one thread at a time; those that only look, on any thread.
 */
public interface GpioChip extends AutoCloseable {
    /** In place of a level: none, or not known. */
    int NO_LEVEL = -1;

    /** 1 to 65535. Constant. */
    int lineCount();

    /** One for each line, in order; empty for a line without. Changes only by the settings. Any thread. */
    List<String> names();

    /**
     * Takes a line into use, or gives it up.
     *
     * @param level what an output drives from its first moment on; has no meaning for the other directions
     * @throws KernelFault if the hardware refuses; the line is as it was
     */
    void setDirection(int line, GpioDirection direction, int level) throws KernelFault;

    /** The driver has the line no more; what the hardware does then may depend on why. */
    default void release(int line, LineEnd end) throws KernelFault {
        setDirection(line, GpioDirection.NONE, 0);
    }

    /** Drives an output. */
    void setValue(int line, int level) throws KernelFault;

    /** The level that the line really has, whatever its direction. Any thread; never waits for another device. */
    int getValue(int line) throws KernelFault;

    /** Who is told of level changes. Called once, before anything else. */
    void listen(LevelListener listener);

    /** What the chip counts beside what the device does, always the same names. Any thread. */
    default List<DeviceCount> counts() {
        return List.of();
    }

    /**
     * Reports the changes of a line's level from now on, or no longer. A line is watched while it has an interrupt, so that the
     * others cost nothing.
     *
     * @throws KernelFault if the hardware can't; nothing has changed
     */
    void watch(int line, boolean on) throws KernelFault;

    /** A level that somebody outside gave the line and that a later chip must go on with, or {@link #NO_LEVEL}. Real hardware has none. */
    default int heldLevel(int line) {
        return NO_LEVEL;
    }

    /** Goes on with a level that {@link #heldLevel} gave, if nobody outside has given the line another one meanwhile. */
    default void holdLevel(int line, int level) {
    }

    /** Whether a level is looked up without a system call. */
    default boolean isMemory() {
        return false;
    }

    /** Whether to look at a line costs nothing and takes nothing: on a simulated board. Each look at a real line is a system call. */
    default boolean isCheap() {
        return false;
    }

    /**
     * The device is saved: what the hardware reports from now on is for whoever goes on, which may be this one ({@link #resume}) or,
     * after {@link #close}, the next. All that was reported before has reached the listener when this returns.
     */
    default void leave() {
    }

    /** The device starts: reports come again, those of the time since {@link #leave} first. */
    default void resume() throws KernelFault {
    }

    /** For the console: who drives the line's level now; empty if that can't be known. Any thread. */
    default String drivenBy(int line) {
        return "";
    }

    /** Gives up all lines. The last call. */
    @Override
    void close();

    /** Hears of level changes. */
    interface LevelListener {
        /**
         * A watched line has another level now. Any thread; called once for each change, in order for each line. Returns at
         * once and does not call the chip: the chip may hold a lock.
         */
        void changed(int line, int level);
    }
}
