// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

/** Where a loudspeaker stands. VIRTIO 1.4, "Channel map information"; VIRTIO_SND_CHMAP_*. The ordinal is the number on the wire. */
public enum ChannelPosition {
    NONE, NA, MONO, FL, FR, RL, RR, FC, LFE, SL, SR, RC, FLC, FRC, RLC, RRC, FLW, FRW, FLH, FCH, FRH, TC, TFL, TFR, TFC, TRL, TRR, TRC,
    TFLC, TFRC, TSL, TSR, LLFE, RLFE, BC, BLC, BRC
}
