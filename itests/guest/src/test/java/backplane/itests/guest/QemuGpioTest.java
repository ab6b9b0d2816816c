// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("guest")
class QemuGpioTest extends GpioGuest {
    QemuGpioTest() {
        super(GuestLab.QEMU, Map.of());
    }
}
