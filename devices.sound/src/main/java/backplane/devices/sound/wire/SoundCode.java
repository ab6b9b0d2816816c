// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import java.util.Optional;

/** Codes at the head of each message. VIRTIO 1.4, "Sound Device", "Device Operation"; linux/virtio_snd.h. */
public enum SoundCode {
    JACK_INFO(0x0001),
    JACK_REMAP(0x0002),
    PCM_INFO(0x0100),
    PCM_SET_PARAMS(0x0101),
    PCM_PREPARE(0x0102),
    PCM_RELEASE(0x0103),
    PCM_START(0x0104),
    PCM_STOP(0x0105),
    CHMAP_INFO(0x0200),
    CTL_INFO(0x0300),
    CTL_ENUM_ITEMS(0x0301),
    CTL_READ(0x0302),
    CTL_WRITE(0x0303),
    CTL_TLV_READ(0x0304),
    CTL_TLV_WRITE(0x0305),
    CTL_TLV_COMMAND(0x0306),
    EVT_JACK_CONNECTED(0x1000),
    EVT_JACK_DISCONNECTED(0x1001),
    EVT_PCM_PERIOD_ELAPSED(0x1100),
    EVT_PCM_XRUN(0x1101),
    EVT_CTL_NOTIFY(0x1200),
    OK(0x8000),
    BAD_MSG(0x8001),
    NOT_SUPP(0x8002),
    IO_ERR(0x8003);

    private static final SoundCode[] ALL = values();

    private final int code;
    private final Optional<SoundCode> some = Optional.of(this);

    SoundCode(int code) {
        this.code = code;
    }

    /** The code of a number of the wire, if it is one. Makes no garbage. */
    public static Optional<SoundCode> of(long number) {
        for (SoundCode each : ALL) {
            if (each.code == number) {
                return each.some;
            }
        }
        return Optional.empty();
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }
}
