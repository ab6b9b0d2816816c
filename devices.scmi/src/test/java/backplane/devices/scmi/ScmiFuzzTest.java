// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.scmi.protocol.ScmiMessage;
import backplane.devices.scmi.protocol.ScmiProtocol;
import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import backplane.testkit.fuzz.Choices;
import backplane.testkit.fuzz.FuzzChain;
import backplane.testkit.fuzz.FuzzRequest;
import backplane.testkit.fuzz.FuzzRun;
import backplane.testkit.fuzz.FuzzTarget;
import backplane.virtio.FeatureSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An SCMI agent that means ill; its platform has some of everything. VIRTIO 1.4, "SCMI Device", and DEN0056 say what an answer may be. */
@Tag("fuzz")
class ScmiFuzzTest {
    private static final int SECONDS = 6;
    private static final int CMDQ = 0;
    private static final int EVENTQ = 1;
    private static final int LEAST_ROOM = 8;
    private static final int ROOM = 136;

    private static final class Target implements FuzzTarget {
        private final ScmiComponent component = DriverSide.component();
        private final List<int[]> rows = new ArrayList<>();

        @Override
        public VirtioDevice make() {
            try {
                ScmiDevice device = (ScmiDevice) component.create(new DeviceSettings("scmi0", DriverSide.PLATFORM));
                if (rows.isEmpty()) {
                    for (ScmiProtocol protocol : device.view().served()) {
                        for (ScmiMessage message : protocol.messages()) {
                            rows.add(new int[] {message.id() | protocol.id().code() << 10, message.size(), message.domainAt()});
                        }
                    }
                }
                return device;
            } catch (SettingRejected rejected) {
                throw new AssertionError(rejected);
            }
        }

        @Override
        public FeatureSet negotiated(Choices choices) {
            return choices.onceIn(5) ? FeatureSet.NONE : DriverSide.EVENTS;
        }

        @Override
        public int request(Choices choices, FuzzRequest into) {
            if (choices.onceIn(16)) {
                into.room(ROOM);
                return EVENTQ;
            }
            int[] row = rows.get(choices.below(rows.size()));
            into.u32(row[0] | (long) choices.below(1024) << 18).room(ROOM);
            for (int at = 0; at < row[1]; at += 4) {
                if (row[1] - at < 4) {
                    into.data(choices, row[1] - at);
                } else {
                    into.u32(at == row[2] || choices.onceIn(2) ? choices.below(4) : choices.number());
                }
            }
            return CMDQ;
        }

        @Override
        public boolean isPrompt(int queue) {
            return queue == CMDQ;
        }

        /** The header again and a status of DEN0056; or nothing, where there is no room for that. */
        @Override
        public String wrong(FuzzChain chain) {
            if (chain.queue() == EVENTQ) {
                return null;
            }
            if (chain.length() < ScmiHeader.SIZE || chain.room() < LEAST_ROOM) {
                return chain.written() == 0 ? null : "an answer of " + chain.written() + " bytes without room for one";
            }
            for (int i = 0; i < ScmiHeader.SIZE; i++) {
                if (chain.answerByte(i) != chain.requestByte(i)) {
                    return "another header in the answer";
                }
            }
            int status = (int) chain.answerU32(ScmiHeader.SIZE);
            boolean known = status <= ScmiStatus.SUCCESS.code() && status >= ScmiStatus.IN_USE.code();
            return known && chain.written() >= LEAST_ROOM ? null : "a status of " + status + " in an answer of " + chain.written();
        }
    }

    @Test
    void seeds() throws IOException {
        FuzzRun.seeds("scmi", Target::new, SECONDS);
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
