// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

/**
 * One queue of a slot, as it was at some moment.
 *
 * @param size    ring entries, 0 before the front-end has set them
 * @param held    chains that the device has and has not answered
 * @param broken  what is wrong with the ring, empty if nothing is
 * @param load    what it has done
 */
public record QueueView(int index, String name, int size, boolean started, boolean enabled, int held, String broken, QueueLoad load) {
    /** The same at another moment, of what it has done. */
    public QueueView with(QueueLoad now) {
        return new QueueView(index, name, size, started, enabled, held, broken, now);
    }
}
