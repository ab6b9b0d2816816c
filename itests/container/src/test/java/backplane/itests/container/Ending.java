// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import java.util.Random;

/** How a process ends in {@link KilledHostTest}: by a kill from outside, or by itself at a place between two steps. */
enum Ending {
    /** At any moment, by SIGKILL. */
    KILL(null, "", 0),
    /** Again while the one before is still being taken over from. */
    KILL_TWICE(null, "", 0),
    MESSAGE_SEEN("MESSAGE_SEEN", "gpio1", 60),
    DESCRIPTORS_KEPT("DESCRIPTORS_KEPT", "gpio1", 60),
    MESSAGE_SERVED("MESSAGE_SERVED", "gpio1", 60),
    MESSAGE_RECORDED("MESSAGE_RECORDED", "gpio1", 60),
    MESSAGE_TAKEN("MESSAGE_TAKEN", "gpio1", 60),
    MESSAGE_ANSWERED("MESSAGE_ANSWERED", "gpio1", 60),
    /** Between the effect and the reply of a request. */
    GPIO_DONE("REQUEST_DONE", "gpio0", 50),
    I2C_DONE("REQUEST_DONE", "i2c0", 50),
    SOUND_DONE("REQUEST_DONE", "sound0", 50),
    SCMI_DONE("REQUEST_DONE", "scmi0", 50),
    GPIO_ANSWERED("REQUEST_ANSWERED", "gpio0", 50),
    SOUND_ANSWERED("REQUEST_ANSWERED", "sound0", 50),
    /** While its device is being replaced. */
    UPGRADE_PARKED("DEVICE_PARKED", "gpio0", 1),
    UPGRADE_RESTORED("DEVICE_RESTORED", "gpio0", 0),
    UPGRADE_SEATED("DEVICE_SEATED", "gpio0", 0),
    /** While it takes over itself. */
    TAKING_RECALLED("SLOT_RECALLED", "*", 5),
    TAKING_RESTORED("DEVICE_RESTORED", "*", 3),
    TAKING_SEATED("DEVICE_SEATED", "*", 5),
    TAKING_REPLAYED("MESSAGE_REPLAYED", "*", 80),
    TAKING_RESUMED("SESSION_RESUMED", "*", 5);

    private final String moment;
    private final String slot;
    private final int latest;

    Ending(String moment, String slot, int latest) {
        this.moment = moment;
        this.slot = slot;
        this.latest = latest;
    }

    /** Whether the process does it by itself. */
    boolean isPlanned() {
        return moment != null;
    }

    boolean needsUpgrade() {
        return name().startsWith("UPGRADE");
    }

    /** Whether the moment comes before the host is there. */
    boolean isDuringTakeOver() {
        return name().startsWith("TAKING");
    }

    /** A line of the plan. A device of the take-over itself is the first one that passes, so that an upgrade's is the second. */
    String line(Random random) {
        int time = latest == 0 ? 2 : 1 + random.nextInt(latest);
        return moment + " " + slot + " " + time;
    }
}
