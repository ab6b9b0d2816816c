// SPDX-License-Identifier: Apache-2.0
/** The console's commands of the scope {@code gpio}, one class each. */
package backplane.devices.gpio.command;
