// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.RegionTable;
import backplane.vhostuser.ReplyKind;
import backplane.vhostuser.SingleRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers a front-end without thinking, and writes down what it was asked. Has a thread of its own. */
final class StubBackend implements AutoCloseable {
    private static final int REPLY = MessageHeader.VERSION | MessageHeader.REPLY;

    /** Each request as {@code NAME size/fds}, with a {@code !} if an answer was demanded. */
    final List<String> log = new CopyOnWriteArrayList<>();
    /** The payload of the last request of each kind. */
    final Map<FrontendRequest, ByteBuffer> last = new HashMap<>();
    final Map<FrontendRequest, OwnedFd> lastFd = new HashMap<>();
    private final FakeKernel kernel;
    private final MessageLink link;
    private final Thread thread;
    private final Map<FrontendRequest, Long> words;
    private final List<GuestRegion> regions = new ArrayList<>();

    StubBackend(FakeKernel kernel, UnixConnection connection, Map<FrontendRequest, Long> words) {
        this.kernel = kernel;
        this.link = new MessageLink(connection);
        this.words = words;
        this.thread = new Thread(this::serve, "stub back-end");
        thread.start();
    }

    synchronized MemoryTable memory() {
        return new MemoryTable(regions);
    }

    MessageLink link() {
        return link;
    }

    private void serve() {
        try {
            while (true) {
                answer(link.next());
            }
        } catch (AssertionError over) {
            log.add("end");
        } catch (KernelFault | ProtocolFault | RuntimeException broken) {
            log.add(broken.toString());
        }
    }

    private synchronized void answer(Message message) throws KernelFault, ProtocolFault {
        FrontendRequest request = FrontendRequest.of(message.code());
        boolean demanded = (message.flags() & MessageHeader.NEED_REPLY) != 0;
        log.add(request + " " + message.payload().limit() + "/" + message.fds().size() + (demanded ? "!" : ""));
        last.put(request, message.payload());
        remember(request, message);
        if (request.reply() == ReplyKind.VALUE_U64) {
            link.send(request.code(), REPLY, Payloads.word(words.getOrDefault(request, 0L)));
        } else if (request.reply() != ReplyKind.ACK_IF_ASKED) {
            link.send(request.code(), REPLY, message.payload());
        } else if (demanded) {
            link.send(request.code(), REPLY, Payloads.word(words.getOrDefault(request, 0L)));
        }
    }

    private void remember(FrontendRequest request, Message message) throws ProtocolFault {
        if (request == FrontendRequest.SET_MEM_TABLE) {
            regions.forEach(GuestRegion::close);
            regions.clear();
            List<RegionMapping> mappings = RegionTable.read(message.payload());
            for (int i = 0; i < mappings.size(); i++) {
                regions.add(kernel.guestMemory().map(mappings.get(i), message.fds().get(i)));
            }
            message.close();
        } else if (request == FrontendRequest.ADD_MEM_REG) {
            regions.add(kernel.guestMemory().map(SingleRegion.read(message.payload()), message.fds().get(0)));
            message.close();
        } else if (!message.fds().isEmpty()) {
            OwnedFd old = lastFd.put(request, message.fds().get(0));
            if (old != null) {
                old.close();
            }
        }
    }

    /** Hangs up. */
    @Override
    public void close() throws InterruptedException {
        link.close();
        thread.join();
        lastFd.values().forEach(OwnedFd::close);
        regions.forEach(GuestRegion::close);
    }
}
