// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.memory.DirtyLog;

/**
 * Which writes of a ring are marked in a dirty log, for a front-end that migrates the guest (vhost-user, "Migration").
 *
 * @param log         null for none: nothing is marked
 * @param buffers     VHOST_F_LOG_ALL: writes to chains
 * @param ring        VHOST_VRING_F_LOG: writes to the ring itself
 * @param descriptors guest address of a packed ring's descriptors
 * @param used        guest address of the used ring or of the device's event suppression: where the front-end said for a split ring
 */
public record RingLogging(DirtyLog log, boolean buffers, boolean ring, long descriptors, long used) {
    public static final RingLogging OFF = new RingLogging(null, false, false, 0, 0);

    /** What the rings and chains of one queue have at hand; set between two chains. Used by one worker. */
    static final class Switch {
        private DirtyLog buffers;
        private DirtyLog ring;
        private long descriptors;
        private long used;

        void set(RingLogging logging) {
            buffers = logging.buffers() ? logging.log() : null;
            ring = logging.ring() ? logging.log() : null;
            descriptors = logging.descriptors();
            used = logging.used();
        }

        /** Bytes of a chain were written. */
        void wroteBuffer(long address, long length) {
            if (buffers != null) {
                buffers.mark(address, length);
            }
        }

        /** Bytes of the descriptor ring were written, {@code offset} from its start. */
        void wroteDescriptor(int offset, int length) {
            if (ring != null) {
                ring.mark(descriptors + offset, length);
            }
        }

        /** Bytes of the part that the device writes were written, {@code offset} from its start. */
        void wroteUsed(int offset, int length) {
            if (ring != null) {
                ring.mark(used + offset, length);
            }
        }
    }
}
