// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.time.Instant;

/**
 * One replacement of a device behind a live slot.
 *
 * @param when          the new device was in service
 * @param to            who offered the new device: bundle and version
 * @param awayMicros    without a device, from the stop of the old one until the new one was seated
 * @param pauseMicros   as the driver sees it, from the last answer before to the first after; it holds the time in which the driver
 *                      asked nothing, too. -1 as long as there is none on both sides
 * @param reoffered     chains that the old device had held and the new one got
 * @param failed        chains that were returned with nothing written because the old device kept them beyond its stop
 */
public record HandoverView(Instant when, String to, long awayMicros, long pauseMicros, long reoffered, long failed) {
}
