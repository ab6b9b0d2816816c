// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/** What lies behind a {@link PacedInlet}. The stream's thread, but for the abilities. */
interface FrameSource {
    PcmAbilities abilities();

    /** @param memo of a source of the same place; empty if there is none */
    void open(StreamParameters parameters, byte[] memo) throws AudioFault;

    /** Fills all of the room, and moves the position to the end. */
    void fill(ByteBuffer room) throws AudioFault;

    byte[] memo();

    void close();
}
