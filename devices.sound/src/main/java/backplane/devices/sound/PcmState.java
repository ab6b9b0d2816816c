// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.SoundCode;

/**
 * The life cycle of a stream, named after the last request that went well. VIRTIO 1.4, "PCM Command Lifecycle".
 *
 * <pre>
 *   IDLE ──SET_PARAMS──► SET ──PREPARE──► PREPARED ──START──► RUNNING ──STOP──► STOPPED ──RELEASE──► RELEASED
 *                         ▲  ◄─SET_PARAMS──┘  │ ▲                ▲                 │                  │  │
 *                         │                   │ └────────────────┼───── PREPARE ───┼──────────────────┘  │
 *                         │                   └──── RELEASE ─────┼───► RELEASED    │                     │
 *                         │                                      └───── START ─────┘                     │
 *                         └──────────────────────────────── SET_PARAMS ─────────────────────────────────┘
 * </pre>
 */
enum PcmState {
    IDLE,
    SET,
    PREPARED,
    RUNNING,
    STOPPED,
    RELEASED;

    /** Whether the driver may send this now. */
    boolean allows(SoundCode request) {
        return switch (request) {
            case PCM_SET_PARAMS -> this == IDLE || this == SET || this == PREPARED || this == RELEASED;
            case PCM_PREPARE -> this == SET || this == PREPARED || this == RELEASED;
            case PCM_START -> this == PREPARED || this == STOPPED;
            case PCM_STOP -> this == RUNNING;
            // Linux releases once more where it finds messages left over (sound/virtio/virtio_pcm_ops.c, virtsnd_pcm_open)
            case PCM_RELEASE -> this == PREPARED || this == STOPPED || this == RELEASED || this == SET;
            default -> false;
        };
    }

    /** Whether frames may be queued. */
    boolean takesFrames() {
        return this == PREPARED || this == RUNNING || this == STOPPED;
    }
}
