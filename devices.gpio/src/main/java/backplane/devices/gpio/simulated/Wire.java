// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import backplane.device.DeviceSettings;

/** A wire between two lines: what {@code from} drives as an output is the level of {@code to} while that is none. */
public record Wire(End from, End to) {
    /**
     * One end.
     *
     * @param device empty for the device whose configuration has the wire
     * @param line   an offset or a name
     */
    public record End(String device, String line) {
        private static End parse(String text) {
            int colon = text.indexOf(':');
            End end = new End(text.substring(0, Math.max(0, colon)).strip(), text.substring(colon + 1).strip());
            if (end.line.isEmpty() || colon >= 0 && !DeviceSettings.NAME.matcher(end.device).matches()) {
                throw new IllegalArgumentException("an end of a wire is LINE or DEVICE:LINE, not " + text);
            }
            return end;
        }

        /** Whether this is a line of the device that is called {@code name} and whose configuration has the wire. */
        boolean isOf(String name) {
            return device.isEmpty() || device.equals(name);
        }

        /** The name of the end's device, seen from {@code owner}, whose configuration has the wire. */
        String deviceSeenFrom(String owner) {
            return device.isEmpty() ? owner : device;
        }

        @Override
        public String toString() {
            return device.isEmpty() ? line : device + ":" + line;
        }
    }

    /** @throws IllegalArgumentException if {@code text} is not {@code FROM>TO} with LINE or DEVICE:LINE on each side */
    public static Wire parse(String text) {
        int arrow = text.indexOf('>');
        if (arrow < 0) {
            throw new IllegalArgumentException("a wire is FROM>TO, not " + text);
        }
        return new Wire(End.parse(text.substring(0, arrow)), End.parse(text.substring(arrow + 1)));
    }

    @Override
    public String toString() {
        return from + ">" + to;
    }
}
