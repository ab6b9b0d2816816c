// SPDX-License-Identifier: Apache-2.0
/** The console's commands of the scope {@code scmi}, one class each. */
package backplane.devices.scmi.command;
