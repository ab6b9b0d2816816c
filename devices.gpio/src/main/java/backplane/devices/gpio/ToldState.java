// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceState;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** The state that was told last, which is told again without making another one while no line has changed. On the device's thread. */
final class ToldState {
    private final IntUnaryOperator lines;
    private final Supplier<DeviceState> encode;
    private final int[] seen;
    private DeviceState state;

    /**
     * @param count  lines
     * @param lines  all that is in the state of one of them, as a number
     * @param encode makes the state
     */
    ToldState(int count, IntUnaryOperator lines, Supplier<DeviceState> encode) {
        this.lines = lines;
        this.encode = encode;
        seen = new int[count];
    }

    DeviceState get() {
        if (state != null && isAsSeen()) {
            return state;
        }
        for (int line = 0; line < seen.length; line++) {
            seen[line] = lines.applyAsInt(line);
        }
        DeviceState next = encode.get();
        // a level may have changed on another thread meanwhile: then nobody knows which one is in the state
        state = isAsSeen() ? next : null;
        return next;
    }

    private boolean isAsSeen() {
        for (int line = 0; line < seen.length; line++) {
            if (seen[line] != lines.applyAsInt(line)) {
                return false;
            }
        }
        return true;
    }
}
