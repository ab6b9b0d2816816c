// SPDX-License-Identifier: Apache-2.0
/** Resources that are numbers in memory: a product feature, to build a guest before its hardware is there, and the tests' hardware. */
package backplane.devices.scmi.simulated;
