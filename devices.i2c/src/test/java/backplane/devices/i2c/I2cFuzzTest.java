// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.VirtioDevice;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
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

/** An I2C driver that means ill, on a bus that fails now and then. VIRTIO 1.4, "I2C Adapter Device", says what an answer may be. */
@Tag("fuzz")
class I2cFuzzTest {
    private static final int SECONDS = 6;
    private static final int READ = 2;
    private static final int UNTOUCHED_ADDRESS = 0x31;

    /** A bus without wires: reads give zeros, and what goes to an address that the policy denies is a finding. */
    private static final class Target implements FuzzTarget, I2cAdapter {
        private Errno failure;
        private String denied;

        @Override
        public String description() {
            return "fuzzed";
        }

        @Override
        public int mostMessages() {
            return I2cTransfer.MOST_MESSAGES;
        }

        @Override
        public boolean hasTenBit() {
            return true;
        }

        @Override
        public void transfer(I2cTransfer transfer) throws KernelFault {
            for (int i = 0; i < transfer.count(); i++) {
                if (transfer.address(i) == UNTOUCHED_ADDRESS) {
                    denied = "a transfer to an address that is denied";
                }
                if (failure != null && i > 0) {
                    throw new KernelFault(failure, "fuzzed");
                }
                transfer.advance();
            }
        }

        @Override
        public VirtioDevice make() {
            I2cBus bus = new I2cBus(this, Runnable::run, () -> { });
            I2cBus.Share share = new I2cBus.Share("i2c0", AddressPolicy.parse(List.of("0x10-0x30", "0x50:ro+2")));
            if (bus.join(share) != null) {
                throw new AssertionError("a clash on an empty bus");
            }
            return new I2cDevice(bus, share, 2, settings -> new I2cRules(settings.get(I2cSettings.ALLOW), 2), closed -> { });
        }

        @Override
        public FeatureSet negotiated(Choices choices) {
            return choices.onceIn(5) ? FeatureSet.NONE : DriverSide.ZERO_LENGTH;
        }

        @Override
        public int request(Choices choices, FuzzRequest into) {
            int address = choices.onceIn(4) ? choices.below(128) : 0x50;
            int flags = choices.below(4);
            int size = choices.onceIn(4) ? 0 : choices.onceIn(64) ? choices.below(8192) : 1 + choices.below(16);
            into.u16((long) address << 1).u16(0).u32(flags);
            if ((flags & READ) == 0) {
                into.data(choices, size).room(1);
            } else {
                into.room(size + 1L);
            }
            return 0;
        }

        @Override
        public boolean isPrompt(int queue) {
            return true;
        }

        /** The status is the last byte of the room; the used length covers all of it, or nothing that was not written. */
        @Override
        public String wrong(FuzzChain chain) {
            if (denied != null || chain.room() == 0) {
                return denied;
            }
            int status = chain.answerByte(chain.room() - 1);
            long covered = status == 0 || chain.room() == 1 ? chain.room() : 0;
            boolean known = status == 0 || status == 1;
            return known && chain.written() == covered ? null : "a status of " + status + " in an answer of " + chain.written();
        }

        @Override
        public void happen(Choices choices) {
            failure = choices.onceIn(3) ? Errno.values()[choices.below(Errno.values().length)] : null;
        }

        @Override
        public void close() {
            // both an adapter and a target: nothing to give up
        }
    }

    @Test
    void seeds() throws IOException {
        FuzzRun.seeds("i2c", Target::new, SECONDS);
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
