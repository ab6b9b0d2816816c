// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/** What lies behind a {@link PacedOutlet}. The stream's thread, but for the abilities. */
interface FrameSink {
    PcmAbilities abilities();

    /** @param memo of a sink of the same place; empty if there is none */
    void open(StreamParameters parameters, byte[] memo) throws AudioFault;

    /** Takes all frames at once, and moves the position to the end. */
    void accept(ByteBuffer frames) throws AudioFault;

    byte[] memo() throws AudioFault;

    void close();
}
