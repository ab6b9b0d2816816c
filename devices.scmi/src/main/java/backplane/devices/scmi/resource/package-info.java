// SPDX-License-Identifier: Apache-2.0
/**
 * What a platform has: sensors, domains, clocks and so on, shared by the agents (guests) on it. All of it belongs to the platform's
 * thread; what really measures and switches lies behind the ports {@code Control} and {@code Reading}.
 */
package backplane.devices.scmi.resource;
