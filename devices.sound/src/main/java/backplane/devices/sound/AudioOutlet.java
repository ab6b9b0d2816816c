// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.nio.ByteBuffer;

/** Where the frames of an output stream go to: a port. See {@link AudioPath} for threads and order of calls. */
public interface AudioOutlet extends AudioPath {
    /**
     * Writes frames while running. Blocks until all are written, or {@link #wake()}, or for three periods' time at most; how fast it
     * returns is what paces the driver. What the card lacks meanwhile (the driver is late) it fills with silence itself, or skips.
     * An xrun is recovered here and counted.
     *
     * @param frames a direct buffer of whole frames, at most one period; its position is moved past what was written
     * @return bytes written, a whole number of frames; 0 only after {@code wake} or when the time is up
     * @throws AudioFault if the card is gone or fails for good; the path must be closed then, and may be opened again
     */
    int write(ByteBuffer frames) throws AudioFault;

    /**
     * No more frames follow for now: plays what was written, without another call. Does not wait for the end; {@link #delayFrames()} tells
     * how much is left. A write afterwards goes on as before. While running.
     */
    void drain() throws AudioFault;
}
