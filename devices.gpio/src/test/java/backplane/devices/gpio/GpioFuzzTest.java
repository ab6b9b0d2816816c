// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.VirtioDevice;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.PokeRefused;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.devices.gpio.simulated.Wire;
import backplane.testkit.fuzz.Choices;
import backplane.testkit.fuzz.FuzzChain;
import backplane.testkit.fuzz.FuzzRequest;
import backplane.testkit.fuzz.FuzzRun;
import backplane.testkit.fuzz.FuzzTarget;
import backplane.virtio.FeatureSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A GPIO driver that means ill. VIRTIO 1.4, "GPIO Device", says what an answer may be. */
@Tag("fuzz")
class GpioFuzzTest {
    private static final int SECONDS = 6;
    private static final int LINES = 5;

    /** Two lines wired crosswise, so that outputs make edges while requests are served. */
    private static final class Target implements FuzzTarget {
        private final SimulatedBoard board = new SimulatedBoard();

        @Override
        public VirtioDevice make() {
            List<Wire> wires = List.of(Wire.parse("0>1"), Wire.parse("1>0"), Wire.parse("2>3"), Wire.parse("b>4"));
            return new GpioDevice("gpio0", board.fit("gpio0", new ChipPlan(LINES, List.of("a", "b"), List.of(), wires)), settings -> { },
                    closed -> { });
        }

        @Override
        public FeatureSet negotiated(Choices choices) {
            return choices.onceIn(5) ? FeatureSet.NONE : DriverSide.IRQ;
        }

        @Override
        public int request(Choices choices, FuzzRequest into) {
            if (choices.onceIn(3)) {
                into.u16(choices.below(LINES)).room(1);
                return DriverSide.EVENTQ;
            }
            int type = 1 + choices.below(6);
            into.u16(type).u16(choices.below(LINES)).u32(choices.below(5)).room(type == 1 ? LINES + 3 : 2);
            return DriverSide.REQUESTQ;
        }

        @Override
        public boolean isPrompt(int queue) {
            return queue == DriverSide.REQUESTQ;
        }

        /** Status 0 or 1; nothing but the status after an error; as long as there is room for. */
        @Override
        public String wrong(FuzzChain chain) {
            boolean request = chain.queue() == DriverSide.REQUESTQ;
            int status = chain.answerByte(0);
            if (chain.room() > 0 && (chain.written() < 1 || status < 0 || status > 1)) {
                return "a status of " + status + " in an answer of " + chain.written();
            }
            boolean names = request && chain.length() >= 2 && chain.requestByte(0) == 1 && chain.requestByte(1) == 0;
            long size = !request ? 1 : names ? LINES + 3 : 2;
            if (chain.written() != Math.min(size, chain.room())) {
                return "an answer of " + chain.written() + " bytes";
            }
            boolean failed = request && status == 1;
            return failed && chain.written() > 1 && chain.answerByte(1) != 0 ? "a value with an error" : null;
        }

        @Override
        public void happen(Choices choices) {
            try {
                board.poke("gpio0", Integer.toString(choices.below(LINES)), choices.below(2));
            } catch (PokeRefused driven) {
                // the line is an output of the driver's by now
            }
        }
    }

    @Test
    void seeds() throws IOException {
        FuzzRun.seeds("gpio", Target::new, SECONDS);
    }

    @Test
    void corpus() throws IOException {
        FuzzRun.corpus(Target::new, Path.of("src/test/corpus.txt"));
    }

    /** The entrance of Jazzer; see {@code itests/testkit/guided}. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzRun.bytes(Target::new, bytes);
    }
}
