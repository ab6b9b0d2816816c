// SPDX-License-Identifier: Apache-2.0
/**
 * VIRTIO 1.4, "GPIO Device", row by row: layouts and codes as in {@code linux/virtio_gpio.h}, and no behaviour.
 *
 * <p>Each {@code of(code)} answers null for a code that the specification does not have: what the driver sends is not a fault
 * of ours, and an exception for each such request would be a gift to it.
 */
package backplane.devices.gpio.wire;
