// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.ControlType;
import java.util.List;

/** A stream's own volume or switch as a knob, where its card has none. */
final class LoudnessElement implements MixerElement {
    /** sound/tlv.h: SNDRV_CTL_TLVT_DB_SCALE; then the minimum in hundredths of a decibel, and the step with bit 16 for a mute at it. */
    private static final int DB_SCALE = 1;
    private static final int STEP = 50;
    private static final int MUTE_AT_MINIMUM = 1 << 16;

    private final Loudness loudness;
    private final boolean isSwitch;
    private final String name;
    private final int index;
    private volatile Runnable listener;

    /** @param isSwitch whether this is the switch, else the volume */
    LoudnessElement(Loudness loudness, boolean isSwitch, boolean output, int index) {
        this.loudness = loudness;
        this.isSwitch = isSwitch;
        this.name = "PCM " + (output ? "Playback " : "Capture ") + (isSwitch ? "Switch" : "Volume");
        this.index = index;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public ControlType type() {
        return isSwitch ? ControlType.BOOLEAN : ControlType.INTEGER;
    }

    @Override
    public ControlRole role() {
        return isSwitch ? ControlRole.MUTE : ControlRole.VOLUME;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean isVolatile() {
        return false;
    }

    @Override
    public long min() {
        return 0;
    }

    @Override
    public long max() {
        return isSwitch ? 0 : Loudness.STEPS;
    }

    @Override
    public long step() {
        return isSwitch ? 0 : 1;
    }

    @Override
    public List<String> items() {
        return List.of();
    }

    @Override
    public void read(long[] into) {
        into[0] = isSwitch ? loudness.isMuted() ? 0 : 1 : loudness.step();
    }

    @Override
    public boolean write(long[] values) {
        int step = isSwitch ? loudness.step() : (int) values[0];
        boolean muted = isSwitch ? values[0] == 0 : loudness.isMuted();
        boolean changes = step != loudness.step() || muted != loudness.isMuted();
        loudness.set(step, muted);
        return changes;
    }

    @Override
    public int[] tlv() {
        return isSwitch ? new int[0] : new int[] {DB_SCALE, 2 * Integer.BYTES, -STEP * Loudness.STEPS, STEP | MUTE_AT_MINIMUM};
    }

    @Override
    public void onChange(Runnable newListener) {
        listener = newListener;
    }

    /** Somebody else than the driver has changed it. Any thread. */
    void changed() {
        Runnable told = listener;
        if (told != null) {
            told.run();
        }
    }
}
