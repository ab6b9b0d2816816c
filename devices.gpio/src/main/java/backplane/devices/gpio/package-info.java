// SPDX-License-Identifier: Apache-2.0
/**
 * The virtio GPIO device. Read in this order: {@link backplane.devices.gpio.GpioDevice} (the contract, and which queue goes where),
 * {@link backplane.devices.gpio.GpioRequests} (the requestq), {@link backplane.devices.gpio.GpioEvents} (the eventq),
 * {@link backplane.devices.gpio.GpioLines} (what a line may do), {@link backplane.devices.gpio.GpioChip} (the hardware behind).
 *
 * <p>All of it runs on the device's thread, but for two doors: {@link backplane.devices.gpio.PendingEdges}, by which the threads
 * of the hardware come in, and {@link backplane.devices.gpio.LineView}, by which the console looks.
 */
package backplane.devices.gpio;
