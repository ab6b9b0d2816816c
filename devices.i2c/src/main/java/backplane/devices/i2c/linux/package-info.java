// SPDX-License-Identifier: Apache-2.0
/** Adapters of Linux, by {@code /dev/i2c-N} (Documentation/i2c/dev-interface.rst; linux/i2c.h, linux/i2c-dev.h). */
package backplane.devices.i2c.linux;
