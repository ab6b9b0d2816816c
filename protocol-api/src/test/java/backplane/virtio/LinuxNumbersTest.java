// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.Errno;
import backplane.vhostuser.VringAddress;
import backplane.wire.GoldenFile;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers that our enumerations repeat, against the headers of Linux. */
@Tag("protocol")
class LinuxNumbersTest {
    private static final Map<String, Integer> LINUX = GoldenFile.read("numbers.csv").stream()
            .collect(Collectors.toMap(line -> line[0], line -> Integer.valueOf(line[1])));
    /** Newer than the headers, or of no header: from VIRTIO 1.4 and the vhost-user specification. */
    private static final Map<VirtioFeature, Integer> NO_HEADER = Map.of(VirtioFeature.PROTOCOL_FEATURES, 30,
            VirtioFeature.NOTIFICATION_DATA, 38, VirtioFeature.NOTIF_CONFIG_DATA, 39, VirtioFeature.ADMIN_VQ, 41);

    @ParameterizedTest
    @EnumSource(value = Errno.class, mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void errorsHaveTheirNumber(Errno errno) {
        assertThat(LINUX).as("layouts.c prints %s", errno).containsKey(errno.name());
        assertThat(errno.number()).isEqualTo(LINUX.get(errno.name()));
        assertThat(Errno.of(errno.number())).isEqualTo(errno);
    }

    @Test
    void unknownErrorsAreOther() {
        assertThat(Errno.of(9999)).isEqualTo(Errno.OTHER);
        assertThat(Errno.of(0)).isEqualTo(Errno.OTHER);
    }

    @ParameterizedTest
    @EnumSource
    void featuresHaveTheirBit(VirtioFeature feature) {
        Integer bit = NO_HEADER.get(feature);
        for (String prefix : Set.of("VIRTIO_F_", "VIRTIO_RING_F_", "VHOST_F_")) {
            bit = LINUX.getOrDefault(prefix + feature, bit);
        }
        assertThat(feature.bit()).isEqualTo(bit);
    }

    @Test
    void noTwoFeaturesShareABit() {
        assertThat(EnumSet.allOf(VirtioFeature.class).stream().collect(Collectors.toMap(VirtioFeature::bit, Function.identity())))
                .hasSize(VirtioFeature.values().length);
    }

    @Test
    void ringFlagsAreLinuxs() {
        assertThat(VirtqDesc.F_NEXT).isEqualTo(LINUX.get("VRING_DESC_F_NEXT"));
        assertThat(VirtqDesc.F_WRITE).isEqualTo(LINUX.get("VRING_DESC_F_WRITE"));
        assertThat(VirtqDesc.F_INDIRECT).isEqualTo(LINUX.get("VRING_DESC_F_INDIRECT"));
        assertThat(VirtqUsed.F_NO_NOTIFY).isEqualTo(LINUX.get("VRING_USED_F_NO_NOTIFY"));
        assertThat(VirtqAvail.F_NO_INTERRUPT).isEqualTo(LINUX.get("VRING_AVAIL_F_NO_INTERRUPT"));
        assertThat(VringAddress.F_LOG).as("a mask here, a bit number there").isEqualTo(1 << LINUX.get("VHOST_VRING_F_LOG"));
    }
}
