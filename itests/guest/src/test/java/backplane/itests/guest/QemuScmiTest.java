// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** User Mode Linux has neither power domains nor processors whose frequency can be set, so these are here. */
@Tag("guest")
class QemuScmiTest extends ScmiGuest {
    private static final String POLICY = "/sys/devices/system/cpu/cpufreq/policy0/";

    QemuScmiTest() {
        super(GuestLab.QEMU);
    }

    @Test
    void powerDomainsAreDriven() {
        order("domain 1 on");
        assertThat(shown("power video")).startsWith("power video on");
        order("domain 1 off");
        assertThat(shown("power video")).startsWith("power video off");
    }

    @Test
    void cpufreqChangesLevels() {
        assertThat(guest.must("cat " + POLICY + "scaling_driver " + POLICY + "scaling_available_frequencies"))
                .isEqualTo("scmi\n400000 800000 1200000");
        guest.must("echo userspace >" + POLICY + "scaling_governor; echo 800000 >" + POLICY + "scaling_setspeed");
        assertThat(shown("perf cpu")).startsWith("perf cpu 800000 kHz");
    }
}
