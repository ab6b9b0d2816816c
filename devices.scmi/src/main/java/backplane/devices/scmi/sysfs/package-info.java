// SPDX-License-Identifier: Apache-2.0
/** Resources that are files of the Linux kernel: hwmon's, IIO's and thermal zones' values. Each byte of them is untrusted. */
package backplane.devices.scmi.sysfs;
