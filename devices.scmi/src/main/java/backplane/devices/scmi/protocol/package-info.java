// SPDX-License-Identifier: Apache-2.0
/**
 * The SCMI protocols, one class each: a table of messages over the platform's resources. All of it runs on the platform's thread,
 * whichever guest asks, so each state has one writer.
 */
package backplane.devices.scmi.protocol;
