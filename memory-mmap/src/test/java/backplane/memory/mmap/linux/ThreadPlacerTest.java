// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.Placement;
import backplane.kernel.Placement.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class ThreadPlacerTest {
    private static final Path SELF = Path.of("/proc/thread-self");

    private final LinuxThreadPlacer placer = new LinuxThreadPlacer();

    @Test
    void aThreadAndThoseThatItStartsStayOnAProcessorUntilTheyAreLetGo() throws Exception {
        String all = onAThread(ThreadPlacerTest::cpus);
        String first = all.replaceAll("[-,].*", "");
        List<String> seen = onAThread(() -> {
            placer.place(new Placement(List.of(Integer.parseInt(first)), Policy.OTHER, 0));
            String child = onAThread(ThreadPlacerTest::cpus);
            String own = cpus();
            placer.place(Placement.NONE);
            return List.of(own, child, cpus());
        });
        assertThat(seen).containsExactly(first, first, all);
        assertThat(onAThread(ThreadPlacerTest::cpus)).as("the others are as before").isEqualTo(all);
    }

    @Test
    void aRealTimePolicyIsTakenAndGivenBack() throws Exception {
        List<String> seen = onAThread(() -> {
            try {
                placer.place(new Placement(List.of(), Policy.FIFO, 7));
            } catch (KernelFault refused) {
                assumeTrue(refused.errno() != Errno.EPERM, "this user may not have real-time threads");
                throw refused;
            }
            String own = policy();
            placer.place(Placement.NONE);
            return List.of(own, policy());
        });
        assertThat(seen).containsExactly("7 1", "0 0");
    }

    @Test
    void aProcessorThatIsNotThereIsRefused() throws Exception {
        KernelFault refused = onAThread(() -> {
            try {
                placer.place(new Placement(List.of(1023), Policy.OTHER, 0));
                return null;
            } catch (KernelFault fault) {
                return fault;
            }
        });
        assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
        assertThat(refused).hasMessageContaining("1023");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"'';[]", "0;[0]", "0,2-3;[0, 2, 3]", "3, 1;[1, 3]", "1-1;[1]", "1023;[1023]"})
    void howProcessorsAreSaid(String text, String cpus) {
        assertThat(Placement.parseCpus(text)).hasToString(cpus);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-1", "1-", "2-1", "1,,2", "1024", "0-9999", ","})
    void howProcessorsAreNotSaid(String text) {
        assertThatThrownBy(() -> Placement.parseCpus(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fifo", "fifo:0", "fifo:100", "rr:", "idle", "other:1"})
    void howSchedulingIsNotSaid(String text) {
        assertThat(Placement.parseScheduling("rr:99")).isEqualTo(new Placement(List.of(), Policy.RR, 99));
        assertThatThrownBy(() -> Placement.parseScheduling(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static <T> T onAThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "placed");
        thread.start();
        return future.get(30, TimeUnit.SECONDS);
    }

    private static String cpus() throws Exception {
        return Files.readAllLines(SELF.resolve("status")).stream().filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.split("\\s+")[1]).findFirst().orElseThrow();
    }

    /** Priority and policy, the 40th and 41st field of proc(5)'s stat. */
    private static String policy() throws Exception {
        String[] fields = Files.readString(SELF.resolve("stat")).replaceAll(".*\\) ", "").split(" ");
        return fields[37] + " " + fields[38];
    }
}
