// SPDX-License-Identifier: Apache-2.0
/** The console's commands of the scope {@code i2c}, one class each. */
package backplane.devices.i2c.command;
