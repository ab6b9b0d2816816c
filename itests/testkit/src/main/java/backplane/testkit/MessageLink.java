// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Messages over a connection. A thread of its own reads, so that no wait is longer than {@link Patience#LIMIT}.
 * {@link #send} and {@link #next} are for the test's thread.
 */
public final class MessageLink implements AutoCloseable {
    private final UnixConnection connection;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private final Thread reader;
    private String ended;

    /** What the reader leaves last. */
    private record End(String why) {
    }

    public MessageLink(UnixConnection connection) {
        this.connection = connection;
        this.reader = new Thread(this::readAll, "testkit message link");
        reader.setDaemon(true);
        reader.start();
    }

    /** Sends one message, as wrong as you like: {@code size} need not be the payload's. */
    public void send(int code, int flags, int size, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        ByteBuffer bytes = ByteBuffer.allocate(MessageHeader.LAYOUT.size() + payload.remaining()).order(ByteOrder.nativeOrder());
        MessageHeader.REQUEST.put(bytes, 0, code);
        MessageHeader.FLAGS.put(bytes, 0, flags);
        MessageHeader.SIZE.put(bytes, 0, size);
        bytes.put(MessageHeader.LAYOUT.size(), payload, payload.position(), payload.remaining());
        connection.send(bytes, fds);
    }

    /** Sends one well-formed message. */
    public void send(int code, int flags, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        send(code, flags, payload.remaining(), payload, fds);
    }

    /** Sends bytes that need be no message. */
    public void sendRaw(ByteBuffer bytes, OwnedFd... fds) throws KernelFault {
        connection.send(bytes, fds);
    }

    /**
     * Waits for the next message.
     *
     * @throws AssertionError if the connection ends, or nothing comes within {@link Patience#LIMIT}
     */
    public Message next() {
        Object next = take();
        if (next instanceof Message message) {
            return message;
        }
        throw new AssertionError(next == null ? "no message within " + Patience.LIMIT : "no message: " + ended);
    }

    /**
     * Waits until the other side has closed.
     *
     * @throws AssertionError if a message comes before it, or nothing within {@link Patience#LIMIT}
     */
    public void awaitClosed() {
        Object next = take();
        if (next instanceof Message message) {
            message.close();
            throw new AssertionError("the connection was to be closed, but there came " + message);
        }
        if (next == null) {
            throw new AssertionError("the connection was not closed within " + Patience.LIMIT);
        }
    }

    /** Whether a message, or the end, is there already. */
    public boolean hasNext() {
        return ended != null || !arrived.isEmpty();
    }

    private Object take() {
        if (ended != null) {
            return new End(ended);
        }
        try {
            Object next = arrived.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (next instanceof End end) {
                ended = end.why();
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void readAll() {
        List<OwnedFd> fds = new ArrayList<>();
        String why = "the other side closed the connection";
        try {
            while (readOne(fds)) {
                fds = new ArrayList<>();
            }
        } catch (KernelFault | RuntimeException fault) {
            why = fault.toString();
        }
        fds.forEach(OwnedFd::close);
        connection.close();
        arrived.add(new End(why));
    }

    private boolean readOne(List<OwnedFd> fds) throws KernelFault {
        ByteBuffer header = ByteBuffer.allocate(MessageHeader.LAYOUT.size()).order(ByteOrder.nativeOrder());
        if (!fill(header, fds)) {
            return false;
        }
        long size = MessageHeader.SIZE.get(header, 0);
        if (size > MessageHeader.LARGEST_PAYLOAD) {
            throw new IllegalStateException("a message announces a payload of " + size + " bytes");
        }
        ByteBuffer payload = ByteBuffer.allocate((int) size).order(ByteOrder.nativeOrder());
        if (!fill(payload, fds)) {
            return false;
        }
        arrived.add(new Message(MessageHeader.REQUEST.get(header, 0), MessageHeader.FLAGS.get(header, 0), payload.flip(),
                List.copyOf(fds)));
        return true;
    }

    private boolean fill(ByteBuffer into, List<OwnedFd> fds) throws KernelFault {
        while (into.hasRemaining()) {
            if (connection.receive(into, fds) < 0) {
                if (into.position() > 0) {
                    throw new IllegalStateException("the connection ended within a message");
                }
                return false;
            }
        }
        return true;
    }

    /** Ends the connection, and closes the descriptors of messages that nobody took. */
    @Override
    public void close() {
        connection.shutdown();
        try {
            reader.join(Patience.LIMIT.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        for (Object left : arrived) {
            if (left instanceof Message message) {
                message.close();
            }
        }
    }
}
