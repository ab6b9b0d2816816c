// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import org.junit.jupiter.api.Tag;

@Tag("guest")
class QemuI2cTest extends I2cGuest {
    QemuI2cTest() {
        super(GuestLab.QEMU);
    }
}
