// SPDX-License-Identifier: Apache-2.0
/**
 * Chips without hardware: a product feature, for trying out a guest, and the far end of every test.
 * {@link backplane.devices.gpio.simulated.SimulatedBoard} holds the pins of all simulated chips and the wires between them;
 * {@link backplane.devices.gpio.simulated.SimulatedGpioChip} is one device's hold on its pins.
 *
 * <p>The level of a pin is
 * <ol>
 * <li>what its own device drives, if it is an output;
 * <li>else what the first of its wires brings whose far end is an output;
 * <li>else what the console gave it last;
 * <li>else the initial level of the configuration.
 * </ol>
 * A wire brings what an output drives, and no further: a line that is only an input passes nothing on. So a loop of wires
 * is nothing special.
 *
 * <p>Pins belong to the name of a device and not to the device: while one device replaces another of the same name, both
 * have their hands on the same pins, nothing on a wire flickers, and what was poked stays poked. That holds while the bundle
 * lives; beyond it, a saved state brings the poked levels along.
 */
package backplane.devices.gpio.simulated;
