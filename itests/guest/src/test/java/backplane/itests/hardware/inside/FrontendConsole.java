// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware.inside;

import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.KernelPorts;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A front-end of any device, by lines of a FIFO; an answer for each.
 *
 * <pre>
 *   arguments: SOCKET FIFO QUEUES FEATURES(hex, the device's own bits)
 *   add QUEUE HEX ROOM     → "added HEAD"         adds a chain, which the device sees with the next one that is posted; HEX is - for none
 *   post QUEUE HEX ROOM    → "posted HEAD"        adds a chain and lets it be
 *   await QUEUE            → "used HEAD HEX"      the next one that comes back
 *   ask QUEUE HEX ROOM     → "used HEAD HEX"      both
 *   config OFFSET LENGTH   → "config HEX"
 *   reset                  → "reset"              RESET_DEVICE; the queues are disabled afterwards
 *   end
 * </pre>
 */
public final class FrontendConsole {
    private static final HexFormat HEX = HexFormat.of();
    private static final int MEMORY = 16 << 20;
    private static final int RING = 256;

    private final ScriptedFrontend frontend;
    /** What came back and was not asked for yet, by queue. */
    private final Map<String, Deque<UsedChain>> back = new HashMap<>();

    private FrontendConsole(ScriptedFrontend frontend) {
        this.frontend = frontend;
    }

    public static void main(String[] arguments) throws KernelFault, IOException {
        KernelPorts ports = LabKernel.ports();
        int queues = Integer.parseInt(arguments[2]);
        FeatureSet features = FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX, VirtioFeature.INDIRECT_DESC)
                .or(new FeatureSet(Long.parseLong(arguments[3], 16)));
        UnixConnection connection = ports.sockets().connect(Path.of(arguments[0]));
        try (ScriptedFrontend frontend = new ScriptedFrontend(connection, ports, FrontendProfile.QEMU);
                RandomAccessFile commands = new RandomAccessFile(arguments[1], "rw")) {
            frontend.handshake(features, queues);
            frontend.acceptFeatures();
            frontend.setMemory(MEMORY);
            for (int queue = 0; queue < queues; queue++) {
                frontend.startQueue(queue, RING);
            }
            FrontendConsole console = new FrontendConsole(frontend);
            say("connected");
            for (String line = commands.readLine(); !line.equals("end"); line = commands.readLine()) {
                say(console.obey(line.split(" ")));
            }
        }
        say("ended");
    }

    private String obey(String[] words) throws KernelFault {
        return switch (words[0]) {
            case "add" -> "added " + add(words);
            case "post" -> "posted " + post(words);
            case "await" -> await(words[1]);
            case "ask" -> {
                post(words);
                yield await(words[1]);
            }
            case "config" -> "config " + HEX.formatHex(frontend.getConfig(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            case "reset" -> {
                frontend.tell(FrontendRequest.RESET_DEVICE, Payloads.none());
                frontend.barrier();
                yield "reset";
            }
            default -> "unknown " + words[0];
        };
    }

    private int add(String[] words) throws KernelFault {
        return queue(words[1]).ring().add(words[2].equals("-") ? List.of() : List.of(HEX.parseHex(words[2])), Integer.parseInt(words[3]));
    }

    private int post(String[] words) throws KernelFault {
        int head = add(words);
        queue(words[1]).submit();
        return head;
    }

    private String await(String number) throws KernelFault {
        try {
            Deque<UsedChain> waiting = back.computeIfAbsent(number, queue -> new ArrayDeque<>());
            if (waiting.isEmpty()) {
                waiting.addAll(queue(number).await(1));
            }
            UsedChain used = waiting.remove();
            return "used " + used.head() + " " + HEX.formatHex(used.written());
        } catch (AssertionError nothing) {
            return "nothing: " + nothing.getMessage();
        }
    }

    private GuestQueue queue(String number) throws KernelFault {
        return frontend.queue(Integer.parseInt(number));
    }

    private static void say(String line) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
