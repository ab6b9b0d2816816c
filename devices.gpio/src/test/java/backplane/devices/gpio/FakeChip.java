// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.devices.gpio.wire.GpioDirection;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.List;

/** A chip that writes down what is asked of it, fails when it is told to, and makes edges at the test's word. */
final class FakeChip implements GpioChip {
    /** What was asked, such as {@code direction 3 OUT 1}. */
    final List<String> calls = new ArrayList<>();
    private final List<String> names;
    private final int[] levels;
    private final boolean[] watched;
    private LevelListener listener;
    private Errno failure;

    FakeChip(String... names) {
        this.names = List.of(names);
        this.levels = new int[names.length];
        this.watched = new boolean[names.length];
    }

    /** All calls that reach the hardware fail from now on; null for none. */
    void failWith(Errno errno) {
        failure = errno;
    }

    /** Gives the line a level as the world outside would. */
    void level(int line, int level) {
        if (levels[line] != level) {
            levels[line] = level;
            if (watched[line]) {
                listener.changed(line, level);
            }
        }
    }

    /** A report that comes when the line is no longer watched, as from a thread that was slow. */
    void reportLate(int line, int level) {
        listener.changed(line, level);
    }

    boolean isWatched(int line) {
        return watched[line];
    }

    @Override
    public int lineCount() {
        return names.size();
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void setDirection(int line, GpioDirection direction, int level) throws KernelFault {
        reach("direction " + line + " " + direction + (direction == GpioDirection.OUT ? " " + level : ""));
        if (direction == GpioDirection.OUT) {
            level(line, level);
        }
    }

    @Override
    public void setValue(int line, int level) throws KernelFault {
        reach("value " + line + " " + level);
        level(line, level);
    }

    @Override
    public int getValue(int line) throws KernelFault {
        fail("get");
        return levels[line];
    }

    @Override
    public void listen(LevelListener newListener) {
        listener = newListener;
    }

    @Override
    public void watch(int line, boolean on) throws KernelFault {
        reach("watch " + line + " " + on);
        watched[line] = on;
    }

    @Override
    public void close() {
        calls.add("close");
    }

    private void reach(String call) throws KernelFault {
        fail(call);
        calls.add(call);
    }

    private void fail(String call) throws KernelFault {
        if (failure != null) {
            throw new KernelFault(failure, call);
        }
    }
}
