// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.testkit.FrontendProfile;
import backplane.testkit.HostProcess;
import backplane.testkit.HostProcess.Footprint;
import backplane.testkit.KernelPorts;
import backplane.testkit.Message;
import backplane.testkit.Patience;
import backplane.testkit.Payloads;
import backplane.vhostuser.FrontendRequest;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand hostile front-ends and guests, one after another, against one host in a process of its own. */
@Tag("torture")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TortureTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final int SEEDS = 50;
    private static final int CASES = 200;
    private static final int WARM_UP = 5;
    /**
     * What a neighbour may be held up by the torture beside it, in 999 of 1000 requests. The longest is told and not asserted: one
     * collection of the heap or one turn of another process on a busy machine shows there.
     */
    private static final double LIMIT_MILLIS = 100;
    private static final double NEARLY_ALL = 0.999;

    private final RawFds fds = new RawFds();
    private final KernelPorts kernel = RealKernel.ports(fds);
    private final KernelPorts healthy = RealKernel.ports(ServiceLoader.load(MemoryFiles.class).findFirst().orElseThrow());
    private HostProcess host;
    private HostProcess untouched;

    @BeforeAll
    void start(@TempDir Path one, @TempDir Path other) throws IOException {
        host = HostProcess.start(ROOT, one, Map.of("victim", Map.of("type", "gpio", "packed", "true"),
                "neighbour", Map.of("type", "gpio")));
        untouched = HostProcess.start(ROOT, other, Map.of("control", Map.of("type", "gpio")));
    }

    @AfterAll
    void end() {
        try {
            host.close();
        } finally {
            untouched.close();
        }
    }

    @Test
    void nothingAFrontEndOrAGuestDoesEndsTheHostOrHoldsUpItsNeighbour() throws KernelFault, IOException {
        long seed = Long.getLong("backplane.seed", 0);
        int number = Integer.getInteger("backplane.case", -1);
        play(1_000_000, 0, WARM_UP * Torture.values().length);
        Footprint before = settled();
        int played = 0;
        double held;
        try (Neighbours control = neighbours("control", untouched); Neighbours neighbour = neighbours("neighbour", host)) {
            for (long s = seed == 0 ? 1 : seed; s <= (seed == 0 ? SEEDS : seed); s++) {
                played += number < 0 ? play(s, 0, CASES) : play(s, number, number + 1);
                neighbour.requireServed();
                control.requireServed();
            }
            tell(played, neighbour, control);
            held = neighbour.millis(NEARLY_ALL);
        }
        host.awaitThat(() -> host.footprint().equals(before), () -> host.footprint() + " is left, and before there was " + before);
        assertThat(held).as("what the neighbour was held up in 99.9 % of its requests, ms").isLessThan(LIMIT_MILLIS);
    }

    private Neighbours neighbours(String name, HostProcess of) throws KernelFault {
        return new Neighbours(name, GpioGuest.connect(of.socket(name), healthy, FrontendProfile.QEMU,
                GpioGuest.SPLIT, GpioGuest.STEPS), of.pid());
    }

    private int play(long seed, int from, int to) {
        for (int number = from; number < to; number++) {
            Torture torture = Torture.values()[number % Torture.values().length];
            try {
                play(torture, new Random(seed * 1_000_003 + number));
            } catch (KernelFault | AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ", case " + number + " (" + torture + "); play it again with BACKPLANE_SEED="
                        + seed + " BACKPLANE_CASE=" + number + " ./test --only torture: " + failure, failure);
            } finally {
                fds.close();
            }
        }
        return to - from;
    }

    /** Each case begins with a front-end that is served: that is what proves that the case before has left nothing broken. */
    private void play(Torture torture, Random random) throws KernelFault {
        FrontendProfile profile = random.nextInt(4) == 0 ? FrontendProfile.SILENT : FrontendProfile.QEMU;
        int steps = torture == Torture.HANG_UPS ? random.nextInt(GpioGuest.STEPS + 1) : GpioGuest.STEPS;
        FeatureSet features = torture.packed(random) ? GpioGuest.PACKED : GpioGuest.SPLIT;
        try (GpioGuest guest = GpioGuest.connect(host.socket("victim"), kernel, profile, features, steps)) {
            if (steps > 1 && !guest.frontend.features().equals(features.with(VirtioFeature.PROTOCOL_FEATURES))) {
                throw new AssertionError("not all features were offered: " + guest.frontend.features());
            }
            Victim victim = new Victim(guest.frontend, fds, random);
            try {
                torture.on(victim);
                if (!victim.unframed && random.nextBoolean()) {
                    awaitAnswerOrEnd(victim);
                }
            } catch (KernelFault closed) {
                // the host may close a connection that breaks the protocol, and this is how a send finds out
                victim.unframed = true;
            }
        }
    }

    /** @throws AssertionError if neither comes within {@link Patience#LIMIT}: the session hangs */
    private static void awaitAnswerOrEnd(Victim victim) throws KernelFault {
        victim.link().send(FrontendRequest.GET_PROTOCOL_FEATURES.code(), 1, Payloads.none());
        try {
            Message reply = victim.link().next();
            while (reply.code() != FrontendRequest.GET_PROTOCOL_FEATURES.code()) {
                reply.close();
                reply = victim.link().next();
            }
        } catch (AssertionError none) {
            if (none.getMessage().startsWith("no message within")) {
                throw none;
            }
        }
    }

    private Footprint settled() {
        host.awaitThat(() -> host.must("show", "victim").contains("READY"), () -> host.must("show", "victim"));
        return host.footprint();
    }

    /** The numbers of the run, for people: {@code target/torture.txt}. */
    private static void tell(int played, Neighbours neighbour, Neighbours control) throws IOException {
        Files.writeString(ROOT.resolve("itests/torture/target/torture.txt"), String.format(Locale.ROOT,
                "%d cases%n%d requests of the neighbour, ms: median %.2f, 99 %% %.2f, 99.9 %% %.2f, longest %.2f, longest without"
                + " waiting for a processor %.2f%n"
                + "the same of a host that nobody tortured: median %.2f, longest %.2f, %.2f%n", played, neighbour.answers(),
                neighbour.millis(0.5), neighbour.millis(0.99), neighbour.millis(0.999), neighbour.millis(1),
                neighbour.worst(), control.millis(0.5), control.millis(1), control.worst()));
    }
}
