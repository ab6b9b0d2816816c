// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import java.nio.ByteBuffer;

/**
 * One queue's part of what the front-end keeps for us.
 *
 * @param bytes   as many as the ring's format takes for {@code entries}
 * @param entries as many as the ring has, or more
 */
public record InflightRegion(ByteBuffer bytes, int entries) {
}
