// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.StateRejected;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.PokeRefused;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.devices.gpio.simulated.Wire;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver without sense: whatever it sends, nothing is thrown, and each chain is answered exactly once. */
@Tag("gpio")
class RandomDriverTest {
    private static final int STEPS = 4000;
    private static final int LINES = 5;
    private static final int NAMES_SIZE = LINES + 2;

    private final SimulatedBoard board = new SimulatedBoard();
    private final List<TestChain> all = new ArrayList<>();
    private final List<TestChain> events = new ArrayList<>();
    private final Map<TestChain, byte[]> bytesOf = new IdentityHashMap<>();
    private Random random;
    private DriverSide driver;

    /** Twenty that are always the same, and one that is not: its number is in the test's name. */
    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 20), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyChainIsAnsweredOnce(long seed) throws StateRejected {
        random = new Random(seed);
        driver = fit().start(random.nextInt(5) == 0 ? FeatureSet.NONE : DriverSide.IRQ);
        for (int step = 0; step < STEPS; step++) {
            step(random.nextInt(100));
        }
        driver.device.released(DriverSide.EVENTQ);
        assertThat(all).as("chains that nobody answered, seed %d", seed).noneMatch(TestChain::isHeld);
    }

    private void step(int kind) throws StateRejected {
        if (kind < 50) {
            request();
        } else if (kind < 75) {
            event();
        } else if (kind < 90) {
            poke();
        } else if (kind < 96) {
            driver.host.run();
        } else if (kind < 98) {
            restart();
        } else if (kind < 99) {
            driver.device.released(DriverSide.EVENTQ);
            assertThat(events).noneMatch(TestChain::isHeld);
        } else {
            driver.device.reset();
        }
    }

    private void request() {
        int room = random.nextInt(10) == 0 ? random.nextInt(NAMES_SIZE + 4) : NAMES_SIZE + 1;
        byte[] request = bytes(8, random.nextInt(8), random.nextInt(LINES + 1), random.nextInt(5));
        TestChain chain = TestChain.request(request, room);
        all.add(chain);
        driver.device.offered(DriverSide.REQUESTQ, chain);
        boolean names = request.length >= 2 && request[0] == 1 && request[1] == 0;
        assertThat(chain.written()).isEqualTo(Math.min(room, names ? 1 + NAMES_SIZE : 2));
    }

    private void event() {
        byte[] request = bytes(2, random.nextInt(LINES + 1), 0, 0);
        TestChain chain = TestChain.request(request, random.nextInt(20) == 0 ? 0 : 1);
        bytesOf.put(chain, request);
        all.add(chain);
        events.removeIf(TestChain::isCompleted);
        events.add(chain);
        driver.device.offered(DriverSide.EVENTQ, chain);
    }

    private void poke() {
        try {
            board.poke("gpio0", Integer.toString(random.nextInt(LINES)), random.nextInt(2));
        } catch (PokeRefused expected) {
            assertThat(expected).hasMessageContaining("gpio0:");
        }
    }

    /** Stop and start, with or without another device in between; the host offers again what was handed back. */
    private void restart() throws StateRejected {
        driver.stop();
        if (random.nextBoolean()) {
            DriverSide next = fit();
            next.device.restore(driver.device.save());
            driver.device.close();
            driver = next;
        }
        driver.start();
        List<TestChain> back = events.stream().filter(TestChain::isHandedBack).toList();
        events.clear();
        for (TestChain chain : back) {
            TestChain again = TestChain.request(bytesOf.get(chain), 1);
            bytesOf.put(again, bytesOf.get(chain));
            all.add(again);
            events.add(again);
            driver.device.offered(DriverSide.EVENTQ, again);
        }
    }

    private DriverSide fit() {
        List<Wire> wires = List.of(Wire.parse("0>1"), Wire.parse("1>0"), Wire.parse("2>3"), Wire.parse("b>4"));
        return new DriverSide(board.fit("gpio0", new ChipPlan(LINES, List.of("a", "b"), List.of(), wires)));
    }

    /** Mostly a request with these fields, now and then one of another length, or noise. */
    private byte[] bytes(int usual, int first, int second, int third) {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(12) : usual];
        if (random.nextInt(20) == 0) {
            random.nextBytes(bytes);
            return bytes;
        }
        int[] fields = {first, 0, second, 0, third};
        for (int i = 0; i < Math.min(fields.length, bytes.length); i++) {
            bytes[i] = (byte) fields[i];
        }
        return bytes;
    }
}
