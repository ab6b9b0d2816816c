// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.nio.ByteBuffer;

/** Where the frames of an input stream come from: a port. See {@link AudioPath} for threads and order of calls. */
public interface AudioInlet extends AudioPath {
    /**
     * Reads frames while running. Blocks until the buffer is full, or {@link #wake()}, or for three periods' time at most. An xrun is
     * recovered here and counted.
     *
     * @param room a direct buffer for whole frames, at most one period; its position is moved past what was read
     * @return bytes read, a whole number of frames; 0 only after {@code wake} or when the time is up
     * @throws AudioFault if the card is gone or fails for good; the path must be closed then, and may be opened again
     */
    int read(ByteBuffer room) throws AudioFault;
}
