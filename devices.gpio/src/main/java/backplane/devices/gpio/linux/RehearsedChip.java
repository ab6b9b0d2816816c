// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.GpioChip;
import backplane.devices.gpio.wire.GpioDirection;
import java.util.List;

/**
 * Lines of the host as they would be for a device on trial, while another one has them: they are known to be there, and nothing that is
 * done here reaches them. One thread.
 */
public final class RehearsedChip implements GpioChip {
    private final List<String> names;
    private final int[] levels;

    RehearsedChip(List<String> names) {
        this.names = List.copyOf(names);
        this.levels = new int[names.size()];
    }

    @Override
    public int lineCount() {
        return levels.length;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void setDirection(int line, GpioDirection direction, int level) {
        levels[line] = level;
    }

    @Override
    public void setValue(int line, int level) {
        levels[line] = level;
    }

    @Override
    public int getValue(int line) {
        return levels[line];
    }

    @Override
    public void listen(LevelListener listener) {
        // no line, no event
    }

    @Override
    public void watch(int line, boolean on) {
        // as above
    }

    @Override
    public void close() {
        // nothing is held
    }
}
