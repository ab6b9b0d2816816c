// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.PeerCredentials;
import backplane.kernel.SocketAccess;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("console")
class ControlAccessTest {
    private static ControlAccess of(Map<String, String> properties) {
        return ControlAccess.of(1000, properties::get);
    }

    @Test
    void withoutAGroupTheHostsUserAndRootCommandIt() {
        ControlAccess access = of(Map.of());
        assertThat(access.socket()).isEqualTo(SocketAccess.OWNER_ONLY);
        assertThat(access.of(new PeerCredentials(1, 1000, 5))).contains(Role.OPERATOR);
        assertThat(access.of(new PeerCredentials(1, 0, 0))).contains(Role.OPERATOR);
        assertThat(access.of(new PeerCredentials(1, 1001, 5))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(value = {"null, READ_ONLY", "read-only, READ_ONLY", "operator, OPERATOR"}, nullValues = "null")
    void membersOfTheGroupHaveTheRoleThatIsSet(String role, Role expected) {
        Map<String, String> properties = new java.util.HashMap<>(Map.of(ControlAccess.GROUP_PROPERTY, "adm"));
        properties.put(ControlAccess.ROLE_PROPERTY, role);
        ControlAccess access = of(properties);
        assertThat(access.socket()).isEqualTo(new SocketAccess(0660, Optional.empty(), Optional.of("adm")));
        assertThat(access.of(new PeerCredentials(1, 1001, 5))).contains(expected);
        assertThat(access.of(new PeerCredentials(1, 1000, 5))).contains(Role.OPERATOR);
    }

    @Test
    void aRoleThatIsNoneIsNamed() {
        assertThatThrownBy(() -> of(Map.of(ControlAccess.ROLE_PROPERTY, "all"))).hasMessageContaining("'all'")
                .hasMessageContaining("read-only or operator");
    }
}
