// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import org.junit.jupiter.api.Tag;

@Tag("guest")
class QemuSoundTest extends SoundGuest {
    QemuSoundTest() {
        super(GuestLab.QEMU);
    }
}
