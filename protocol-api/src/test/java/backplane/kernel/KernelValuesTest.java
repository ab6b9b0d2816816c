// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class KernelValuesTest {
    @Test
    void aFaultKeepsItsErrorAsAValue() {
        KernelFault fault = new KernelFault(Errno.EADDRINUSE, "bind /run/gpio0.sock");
        assertThat(fault.errno()).isEqualTo(Errno.EADDRINUSE);
        assertThat(fault).hasMessage("bind /run/gpio0.sock: EADDRINUSE");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0600, 0777})
    void modesOfASocket(int mode) {
        assertThat(new SocketAccess(mode, Optional.empty(), Optional.of("kvm")).mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 01000, 04755, Integer.MIN_VALUE})
    void otherModesAreRefused(int mode) {
        assertThatThrownBy(() -> new SocketAccess(mode, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0777");
    }

    @Test
    void ownerOnlyIsThat() {
        assertThat(SocketAccess.OWNER_ONLY).isEqualTo(new SocketAccess(0600, Optional.empty(), Optional.empty()));
    }
}
