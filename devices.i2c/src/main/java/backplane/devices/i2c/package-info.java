// SPDX-License-Identifier: Apache-2.0
/**
 * The virtio I2C adapter device. Read in this order: {@link backplane.devices.i2c.I2cDevice} (the contract),
 * {@link backplane.devices.i2c.I2cRequests} (groups, checks, answers), {@link backplane.devices.i2c.AddressPolicy} (who may do what),
 * {@link backplane.devices.i2c.BusTurn} (the way to the bus and back), {@link backplane.devices.i2c.I2cAdapter} (the hardware behind).
 *
 * <p>Two threads: the device's, and the one of the bus, which several devices may share. A transfer belongs to one of them at a time.
 */
package backplane.devices.i2c;
