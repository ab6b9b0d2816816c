// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware.inside;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes edges on eight lines of gpio-sim and takes their interrupts, one edge of each line at a time, because more of them would be
 * one interrupt while it is masked. Measures the way from the write to sysfs to the buffer that comes back. Arguments: socket, sysfs
 * path of a line without its number, how many edges.
 */
public final class EdgeCourse {
    private static final int LINES = 8;
    private static final int ROUNDS_TOLD = 1000;

    private final ScriptedFrontend frontend;
    private final RandomAccessFile[] pulls = new RandomAccessFile[LINES];
    private final Map<Integer, Integer> lineOfHead = new HashMap<>();

    private EdgeCourse(ScriptedFrontend frontend) {
        this.frontend = frontend;
    }

    public static void main(String[] arguments) throws KernelFault, IOException {
        KernelPorts ports = LabKernel.ports();
        try (ScriptedFrontend frontend = new ScriptedFrontend(ports.sockets().connect(Path.of(arguments[0])), ports,
                FrontendProfile.QEMU)) {
            frontend.handshake(FeatureSet.of(VirtioFeature.VERSION_1).or(new FeatureSet(1)), 2);
            frontend.acceptFeatures();
            frontend.setMemory(4 << 20);
            frontend.startQueue(0, 64);
            frontend.startQueue(1, 64);
            new EdgeCourse(frontend).run(arguments[1], Integer.parseInt(arguments[2]));
        }
    }

    private void run(String sysfs, int edges) throws KernelFault, IOException {
        for (int line = 0; line < LINES; line++) {
            pulls[line] = new RandomAccessFile(sysfs + line + "/pull", "rw");
            ask(3, line, 2);
            ask(6, line, 3);
            arm(line);
        }
        frontend.queue(1).submit();
        int rounds = edges / LINES;
        long[] nanos = new long[rounds];
        int total = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] pull = (round % 2 == 0 ? "pull-up" : "pull-down").getBytes(StandardCharsets.US_ASCII);
            long began = System.nanoTime();
            for (RandomAccessFile line : pulls) {
                line.seek(0);
                line.write(pull);
            }
            total += takeOneOfEach(round);
            nanos[round] = (System.nanoTime() - began) / LINES;
            if (round % ROUNDS_TOLD == 0) {
                say("round " + round);
            }
        }
        Arrays.sort(nanos);
        say("edges " + total + " median " + nanos[rounds / 2] / 1000 + " us, 99 % " + nanos[rounds * 99 / 100] / 1000
                + " us an edge of a round of eight");
    }

    private int takeOneOfEach(int round) throws KernelFault {
        GuestQueue events = frontend.queue(1);
        int seen = 0;
        int count = 0;
        while (count < LINES) {
            for (UsedChain used : events.await(1)) {
                int line = lineOfHead.remove(used.head());
                if ((seen & 1 << line) != 0 || used.written().length != 1 || used.written()[0] != 1) {
                    throw new AssertionError("round " + round + ": line " + line + " again, or without an interrupt: " + used);
                }
                seen |= 1 << line;
                count++;
            }
        }
        for (int line = 0; line < LINES; line++) {
            arm(line);
        }
        events.submit();
        return count;
    }

    private void arm(int line) throws KernelFault {
        int head = frontend.queue(1).ring().add(List.of(new byte[] {(byte) line, 0}), 1);
        lineOfHead.put(head, line);
    }

    private void ask(int type, int line, int value) throws KernelFault {
        frontend.queue(0).ring().add(List.of(new byte[] {(byte) type, 0, (byte) line, 0, (byte) value, 0, 0, 0}), 2);
        frontend.queue(0).submit();
        byte[] answer = frontend.queue(0).await(1).get(0).written();
        if (answer[0] != 0) {
            throw new AssertionError("request " + type + " of line " + line + " is answered " + Arrays.toString(answer));
        }
    }

    private static void say(String line) throws IOException {
        new FileOutputStream(FileDescriptor.out).write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
