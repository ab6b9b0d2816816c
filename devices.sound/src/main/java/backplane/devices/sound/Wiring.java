// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.List;

/** What a device is connected to. Used once, when it is made. */
interface Wiring {
    /** Makes the stream of this number. @param whenXrun tells the driver, on the device's thread */
    PcmStream stream(int number, String streamName, Answers answers, Runnable whenXrun);

    /** The knobs of the streams made so far. */
    List<MixerElement> elements();
}
