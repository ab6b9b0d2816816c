// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.device.VirtioDevice;
import backplane.devices.sound.wire.SoundFeature;
import backplane.testkit.fuzz.Choices;
import backplane.testkit.fuzz.FuzzChain;
import backplane.testkit.fuzz.FuzzRequest;
import backplane.testkit.fuzz.FuzzRun;
import backplane.testkit.fuzz.FuzzTarget;
import backplane.virtio.FeatureSet;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sound driver that means ill, on a card that plays as fast as it gets. VIRTIO 1.4, "Sound Device", says what an answer may be. */
@Tag("fuzz")
class SoundFuzzTest {
    private static final int SECONDS = 6;
    private static final int STREAMS = 3;
    private static final int OK = 0x8000;
    private static final int IO_ERR = 0x8003;
    private static final int STATUS = 8;
    /** Codes that ask for a table of items: code, bytes of an item. */
    private static final int[][] TABLES = {{0x0001, 24}, {0x0100, 32}, {0x0200, 24}, {0x0300, 80}};
    private static final AudioFault.Reason[] REASONS = AudioFault.Reason.values();
    private static final int[] ABOUT_STREAMS = {0x0102, 0x0103, 0x0104, 0x0105};
    private static final int[] ABOUT_CONTROLS = {0x0301, 0x0302, 0x0303, 0x0304, 0x0305, 0x0306};

    private static final class Target implements FuzzTarget {
        private final FakeCard card = new FakeCard();
        private SoundDevice device;

        private Target() {
            card.portions.release(Integer.MAX_VALUE / 2);
        }

        @Override
        public VirtioDevice make() {
            device = DriverSide.configured(card, "streams", "out fake; in fake; out fake",
                    "jacks", "phones:headphone", "controls", "true").device;
            return device;
        }

        @Override
        public FeatureSet negotiated(Choices choices) {
            return choices.onceIn(5) || device.features().equals(FeatureSet.NONE) ? FeatureSet.NONE : FeatureSet.of(SoundFeature.CTLS);
        }

        @Override
        public int request(Choices choices, FuzzRequest into) {
            return switch (choices.below(8)) {
                case 0 -> {
                    into.room(8);
                    yield DriverSide.EVENTQ;
                }
                case 1, 2 -> {
                    into.u32(choices.below(STREAMS)).data(choices, 64 * choices.below(8)).room(STATUS);
                    yield DriverSide.TXQ;
                }
                case 3 -> {
                    into.u32(choices.below(STREAMS)).room(STATUS + 64L * choices.below(8));
                    yield DriverSide.RXQ;
                }
                default -> {
                    control(choices, into);
                    yield DriverSide.CONTROLQ;
                }
            };
        }

        private static void control(Choices choices, FuzzRequest into) {
            switch (choices.below(6)) {
                case 0 -> {
                    int[] table = TABLES[choices.below(TABLES.length)];
                    int count = choices.below(4);
                    into.u32(table[0]).u32(choices.below(3)).u32(count).u32(table[1]).room(4 + (long) count * table[1]);
                }
                case 1, 2 -> {
                    int period = 64 << choices.below(4);
                    into.u32(0x0101).u32(choices.below(STREAMS)).u32((long) period * (1 + choices.below(4))).u32(period).u32(0)
                            .u8(1 + choices.below(2)).u8(5).u8(7).u8(0).room(4);
                }
                case 3, 4 -> into.u32(ABOUT_STREAMS[choices.below(ABOUT_STREAMS.length)]).u32(choices.below(STREAMS)).room(4);
                default -> into.u32(ABOUT_CONTROLS[choices.below(ABOUT_CONTROLS.length)]).u32(choices.below(4))
                        .data(choices, choices.below(80)).room(4 + choices.below(160));
            }
        }

        @Override
        public boolean isPrompt(int queue) {
            return false;
        }

        /** A code of 0x8000 to 0x8003: at the head of an answer, or at the end of the room for what is recorded. */
        @Override
        public String wrong(FuzzChain chain) {
            long least = chain.queue() == DriverSide.CONTROLQ ? 4 : STATUS;
            if (chain.queue() == DriverSide.EVENTQ || chain.room() < least) {
                return null;
            }
            long at = chain.queue() == DriverSide.RXQ ? chain.room() - STATUS : 0;
            long code = 0;
            for (int i = 0; i < 4; i++) {
                code |= (long) chain.answerByte(at + i) << 8 * i;
            }
            return chain.written() < least || code < OK || code > IO_ERR
                    ? "a code of " + Long.toHexString(code) + " in an answer of " + chain.written() : null;
        }

        @Override
        public void happen(Choices choices) {
            switch (choices.below(6)) {
                case 0 -> device.plug("phones", choices.onceIn(2));
                case 1 -> card.refuses = new AudioFault(REASONS[choices.below(REASONS.length)], "fuzzed");
                default -> card.refuses = null;
            }
        }
    }

    @Test
    void seeds() throws IOException {
        FuzzRun.seeds("sound", Target::new, SECONDS);
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
