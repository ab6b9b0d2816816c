// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same over packed rings: QEMU passes the feature to the guest, and Linux takes it. */
@Tag("guest")
class QemuPackedGpioTest extends GpioGuest {
    QemuPackedGpioTest() {
        super(GuestLab.QEMU, Map.of("packed", "true"));
    }

    @Test
    void theDriverTookPackedRings() {
        assertThat(page()).contains("RING_PACKED");
    }
}
