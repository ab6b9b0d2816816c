// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import backplane.itests.hardware.inside.FrontendConsole;
import java.io.IOException;
import java.time.Duration;

/** A front-end inside the lab, driven from outside: see {@link FrontendConsole} for its lines. One thread. */
final class LabFrontend {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HardwareLab lab;
    private final String fifo;
    private final String tag;

    private LabFrontend(HardwareLab lab, String fifo, String tag) {
        this.lab = lab;
        this.fifo = fifo;
        this.tag = tag;
    }

    /** Connects to a device of the host inside; its queues run afterwards. */
    static LabFrontend connect(HardwareLab lab, String device, int queues, long features) throws IOException {
        String fifo = lab.must("mktemp -u").strip();
        lab.must("mkfifo " + fifo);
        String tag = lab.launch(FrontendConsole.class, "", HardwareLab.socket(device), fifo, Integer.toString(queues),
                Long.toHexString(features));
        LabFrontend frontend = new LabFrontend(lab, fifo, tag);
        frontend.expect("connected");
        return frontend;
    }

    /** A request that is answered at once: what the device wrote, in hexadecimal. */
    String ask(int queue, String hex, int room) {
        return tell("ask " + queue + " " + hex + " " + room).replaceFirst("used [0-9]+ ?", "");
    }

    /** A request that the device sees together with the next one. */
    void add(int queue, String hex, int room) {
        tell("add " + queue + " " + hex + " " + room);
    }

    /** A buffer that the device may keep. */
    void post(int queue, String hex, int room) {
        tell("post " + queue + " " + hex + " " + room);
    }

    /** The next one that comes back. */
    String await(int queue) {
        return tell("await " + queue).replaceFirst("used [0-9]+ ?", "");
    }

    String config(int offset, int length) {
        return tell("config " + offset + " " + length).replaceFirst("config ", "");
    }

    /** As a guest that resets the device; nothing can be asked afterwards. */
    void reset() {
        if (!tell("reset").equals("reset")) {
            throw new AssertionError("the device was not reset; the host: " + lab.hostLog());
        }
    }

    /** Ends as a VMM that is killed. */
    void kill() {
        lab.must("stop " + tag + " || true");
        while (!lab.machine().nextOf(tag, PATIENCE).startsWith("@@END")) {
            continue;
        }
    }

    /** Closes the connection in order. */
    void end() {
        lab.must("echo end >" + fifo);
        expect("ended");
    }

    private String tell(String line) {
        lab.must("echo " + line + " >" + fifo);
        return lab.machine().nextOf(tag, PATIENCE);
    }

    private void expect(String expected) {
        String line = lab.machine().nextOf(tag, PATIENCE);
        if (!line.equals(expected)) {
            StringBuilder rest = new StringBuilder(line);
            lab.machine().restOf(tag).forEach(more -> rest.append('\n').append(more));
            throw new AssertionError("the front-end inside says '" + rest + "' instead of '" + expected + "'; the host: " + lab.hostLog());
        }
    }
}
