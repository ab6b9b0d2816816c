// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

/** What can be seen of a stream from outside. The stream's thread alone writes; any thread reads. */
final class StreamGauge {
    private volatile long frames;
    private volatile long delayFrames;
    private volatile long cardXruns;
    private volatile long driverXruns;
    private volatile String fault = "";

    void moved(long count, long delay) {
        frames = frames + count;
        delayFrames = delay;
    }

    void sees(long xrunsOfCard) {
        cardXruns = xrunsOfCard;
    }

    void driverLate() {
        driverXruns = driverXruns + 1;
    }

    /** @param message empty if all is well again */
    void fault(String message) {
        fault = message;
    }

    /** Frames that went to or came from the card since the device was made. */
    long frames() {
        return frames;
    }

    /** Frames in the card when it was looked at last. */
    long delayFrames() {
        return delayFrames;
    }

    /** How often the card ran out of frames or room. */
    long cardXruns() {
        return cardXruns;
    }

    /** How often the driver was late with frames, or with room. */
    long driverXruns() {
        return driverXruns;
    }

    long xruns() {
        return cardXruns + driverXruns;
    }

    /** Why the card is lost at the moment; empty if it isn't. */
    String fault() {
        return fault;
    }

    boolean isLost() {
        return !fault.isEmpty();
    }
}
