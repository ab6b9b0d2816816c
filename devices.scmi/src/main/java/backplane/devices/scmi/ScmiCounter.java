// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceCounters;
import backplane.devices.scmi.wire.ScmiStatus;

/** What a device counts. */
public enum ScmiCounter implements DeviceCounters.Told {
    OK("commands answered with SUCCESS"),
    DENIED("commands refused by the policy"),
    NOT_SUPPORTED("commands of a protocol or kind that is not served"),
    REFUSED("commands refused for what they say: parameters, ranges, sizes, unknown domains"),
    FAILED("commands that the hardware failed, or that a fault of ours did"),
    MALFORMED("chains that are no SCMI message, or have no room for an answer"),
    NOTIFICATIONS("notifications given to the driver"),
    COALESCED("notifications that a later one took the place of"),
    NO_ROOM("notifications left out, because no event buffer was large enough"),
    DELAYED("delayed responses given to the driver");

    private final String text;

    ScmiCounter(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }

    static ScmiCounter of(int status) {
        if (status == ScmiStatus.SUCCESS.code()) {
            return OK;
        }
        if (status == ScmiStatus.DENIED.code()) {
            return DENIED;
        }
        if (status == ScmiStatus.NOT_SUPPORTED.code()) {
            return NOT_SUPPORTED;
        }
        return status == ScmiStatus.HARDWARE_ERROR.code() || status == ScmiStatus.GENERIC_ERROR.code()
                || status == ScmiStatus.COMMS_ERROR.code() ? FAILED : REFUSED;
    }
}
