// SPDX-License-Identifier: Apache-2.0
/**
 * Places without hardware: a clock that plays or records at the true rate ({@link backplane.devices.sound.simulated.PacedOutlet},
 * {@link backplane.devices.sound.simulated.PacedInlet}), with nothing, a file, a tone or another stream behind it.
 */
package backplane.devices.sound.simulated;
