// SPDX-License-Identifier: Apache-2.0
/**
 * Chips of Linux' GPIO character devices (include/uapi/linux/gpio.h, version 2 of the interface). A guest's chip is composed of lines
 * of any of them; each line is a request of its own, so that each has its own attributes, events and end. One thread reads the
 * events of all lines of the bundle.
 */
package backplane.devices.gpio.linux;
