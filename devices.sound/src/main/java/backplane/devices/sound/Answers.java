// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.ChainFault;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.SoundCode;
import backplane.devices.sound.wire.TransferLayout;
import java.nio.ByteBuffer;

/** The ends of chains: a status, where the specification wants it. The device's thread; makes no garbage. */
final class Answers {
    private static final int ZEROS = 4096;

    private final ByteBuffer header = ByteBuffer.allocateDirect(TransferLayout.XFER.size());
    private final ByteBuffer status = ByteBuffer.allocateDirect(TransferLayout.PCM_STATUS.size());
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);

    /** A control request that is answered by its status alone. What is too short for that is returned empty. */
    void control(DescriptorChain chain, SoundCode code) {
        if (chain.writer().length() < header.capacity()) {
            chain.complete(0);
            return;
        }
        chain.writer().position(0);
        head(chain.writer(), code);
        chain.complete(header.capacity());
    }

    /** The header of an answer with more behind it. */
    void head(ChainWriter writer, SoundCode code) {
        TransferLayout.STREAM_ID.put(header, 0, code.code());
        writer.writeFully(header.clear());
    }

    /** The end of an output message. */
    void played(DescriptorChain chain, SoundCode code, long latencyBytes) {
        if (chain.writer().length() < status.capacity()) {
            chain.complete(0);
            return;
        }
        chain.writer().position(0);
        chain.writer().writeFully(status(code, latencyBytes));
        chain.complete(status.capacity());
    }

    /**
     * The end of an input message: the status is the last thing in the driver's buffer, however much lies before it (VIRTIO 1.4, "PCM I/O
     * Messages"). What was not recorded is written as zeros, so that the used length covers nothing that we didn't write.
     *
     * @param recorded bytes that stand at the beginning already
     */
    void recorded(DescriptorChain chain, long recorded, SoundCode code, long latencyBytes) {
        ChainWriter writer = chain.writer();
        if (writer.length() < status.capacity()) {
            chain.complete(0);
            return;
        }
        long statusAt = writer.length() - status.capacity();
        writer.position(recorded);
        for (long left = Math.min(statusAt - recorded, status.capacity()); left > 0;) {
            left -= writer.write(zeros.clear().limit((int) Math.min(ZEROS, left)));
        }
        writer.position(statusAt);
        writer.writeFully(status(code, latencyBytes));
        chain.complete(recorded + status.capacity());
    }

    private ByteBuffer status(SoundCode code, long latencyBytes) {
        TransferLayout.STATUS.put(status, 0, code.code());
        TransferLayout.LATENCY_BYTES.put(status, 0, Math.max(0, Math.min(latencyBytes, 0xffff_ffffL)));
        return status.clear();
    }

    /** What a {@link ChainFault} in the middle of an answer leaves: the status alone. */
    void spoilt(DescriptorChain chain) {
        control(chain, SoundCode.BAD_MSG);
    }
}
