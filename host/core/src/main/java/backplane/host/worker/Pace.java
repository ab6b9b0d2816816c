// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.kernel.Placement;

/**
 * How a worker goes about its rings.
 *
 * @param polling      how long it looks at them before it sleeps
 * @param mostRequests how many requests of all rings together it takes in a second, 0 for all
 * @param slowNanos    a request that takes longer is told as slow, 0 for none
 * @param placement    where its thread runs, and with it those that the device starts from it
 */
public record Pace(Polling polling, int mostRequests, long slowNanos, Placement placement) {
}
