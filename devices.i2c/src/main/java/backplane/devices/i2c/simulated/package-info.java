// SPDX-License-Identifier: Apache-2.0
/**
 * Buses without hardware: chips that behave, and faults that are put onto the bus on purpose. A {@link
 * backplane.devices.i2c.simulated.SimulatedBus} calls its chips byte by byte, as a real one would: START with an address, bytes, STOP.
 */
package backplane.devices.i2c.simulated;
