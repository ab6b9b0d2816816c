// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One slot, as it was at some moment.
 *
 * @param socket     where front-ends connect
 * @param frontend   who is connected, such as {@code pid 4711}, or empty
 * @param negotiated feature bits in words, or empty
 * @param settings   as configured, by key
 * @param counters   by name, in the order in which they are to be shown
 * @param counts     of the device itself, in the order in which they are to be shown; empty while there is none
 * @param problem    what is wrong and what to do about it, or empty
 */
public record SlotView(String name, String type, SlotState state, Path socket, String frontend, String negotiated,
        List<QueueView> queues, Map<String, String> settings, Map<String, Long> counters, List<CountView> counts, String problem) {
}
