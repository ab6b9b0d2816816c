// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.operation.OperationRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundlePolicyTest {
    private static final byte[] BYTES = {'a', 'b', 'c'};
    /** FIPS 180-2, appendix B.1. */
    private static final String SUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void withoutSettingsAllIsTaken() {
        BundlePolicy policy = new BundlePolicy(name -> null);
        assertThatCode(() -> policy.checkLocation("/anywhere.jar")).doesNotThrowAnyException();
        assertThatCode(() -> policy.checkContent("/anywhere.jar", BYTES)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/bundles-of-others/x.jar", "/tmp/x.jar", "/opt/bundles/../x.jar", "file:/opt/bundles/x.jar", ""})
    void otherLocationsAreRefused(String location) {
        BundlePolicy policy = new BundlePolicy(Map.of(BundlePolicy.FROM, "/opt/bundles/, mvn:backplane/")::get);
        assertThatThrownBy(() -> policy.checkLocation(location)).isInstanceOf(OperationRefused.class).hasMessageContaining("/opt/bundles/");
        assertThatCode(() -> policy.checkLocation("/opt/bundles/x.jar")).doesNotThrowAnyException();
        assertThatCode(() -> policy.checkLocation("mvn:backplane/x/1")).doesNotThrowAnyException();
    }

    @Test
    void aSumThatIsNotInTheListIsRefusedUntilItIs() throws IOException {
        Path list = Files.writeString(folder.resolve("sums"), "# of today\n" + SUM.replace('b', 'c') + "  x.jar\n");
        BundlePolicy policy = new BundlePolicy(Map.of(BundlePolicy.CHECKSUMS, list.toString())::get);
        assertThatThrownBy(() -> policy.checkContent("/x.jar", BYTES)).hasMessageContaining(SUM).hasMessageContaining("/x.jar");
        Files.writeString(list, SUM + " *x.jar\n");
        assertThatCode(() -> policy.checkContent("/x.jar", BYTES)).doesNotThrowAnyException();
        Files.delete(list);
        assertThatThrownBy(() -> policy.checkContent("/x.jar", BYTES)).hasMessageContaining("can't be read");
    }
}
