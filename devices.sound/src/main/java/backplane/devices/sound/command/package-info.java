// SPDX-License-Identifier: Apache-2.0
/** The console's commands of the scope {@code sound}, one class each. */
package backplane.devices.sound.command;
