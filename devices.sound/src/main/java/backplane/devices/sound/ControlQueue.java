// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.chain.ChainFault;
import backplane.chain.ChainReader;
import backplane.chain.DescriptorChain;
import backplane.devices.sound.wire.ControlInfoLayout;
import backplane.devices.sound.wire.InfoLayout;
import backplane.devices.sound.wire.RequestLayout;
import backplane.devices.sound.wire.SoundCode;
import java.nio.ByteBuffer;
import java.util.List;

/** The control queue: reads a request, and gives it to whom it concerns. Each is answered. The device's thread. */
final class ControlQueue {
    /** A request with {@code size} 0 or so would ask for items without their head. */
    private static final int LEAST_ITEM = Integer.BYTES;

    private final List<PcmStream> streams;
    private final JackSet jacks;
    private final ChannelMaps maps;
    private final Controls controls;
    private final Answers answers;
    private final ByteBuffer request = ByteBuffer.allocateDirect(RequestLayout.SET_PARAMS.size());
    private final ByteBuffer item = ByteBuffer.allocateDirect(ControlInfoLayout.SIZE);
    private boolean controlsTaken;

    ControlQueue(List<PcmStream> streams, JackSet jacks, ChannelMaps maps, Controls controls, Answers answers) {
        this.streams = streams;
        this.jacks = jacks;
        this.maps = maps;
        this.controls = controls;
        this.answers = answers;
    }

    /** @param withControls whether the driver took the feature CTLS */
    void start(boolean withControls) {
        controlsTaken = withControls;
    }

    void serve(DescriptorChain chain) {
        ChainReader reader = chain.reader();
        if (reader.length() < RequestLayout.HDR.size()) {
            answers.control(chain, SoundCode.BAD_MSG);
            return;
        }
        int count = reader.read(request.clear());
        // words that the driver did not send read as 0; the length says that they are missing
        for (int i = count; i < request.capacity(); i++) {
            request.put(i, (byte) 0);
        }
        SoundCode code = SoundCode.of(RequestLayout.CODE.get(request, 0)).orElse(SoundCode.NOT_SUPP);
        try {
            dispatch(code, chain, count);
        } catch (ChainFault spoilt) {
            answers.spoilt(chain);
        }
    }

    private void dispatch(SoundCode code, DescriptorChain chain, int length) {
        switch (code) {
            case JACK_INFO -> infos(chain, length, jacks.count(), InfoLayout.JACK.size(), (id, size) -> jacks.info(id, item));
            case PCM_INFO -> infos(chain, length, streams.size(), InfoLayout.PCM.size(), (id, size) -> stream(id));
            case CHMAP_INFO -> infos(chain, length, maps.count(), InfoLayout.CHMAP.size(), (id, size) -> maps.info(id, item));
            case CTL_INFO -> infos(chain, length, controlsTaken ? controls.count() : 0, ControlInfoLayout.SIZE,
                (id, size) -> controls.info(id, item, size));
            case JACK_REMAP -> answers.control(chain, length < RequestLayout.REMAP.size() ? SoundCode.BAD_MSG
                    : jacks.remap(RequestLayout.ID.get(request, 0), RequestLayout.ASSOCIATION.get(request, 0),
                            RequestLayout.SEQUENCE.get(request, 0)));
            case PCM_SET_PARAMS, PCM_PREPARE, PCM_RELEASE, PCM_START, PCM_STOP -> pcm(code, chain, length);
            case CTL_ENUM_ITEMS, CTL_READ, CTL_WRITE, CTL_TLV_READ, CTL_TLV_WRITE, CTL_TLV_COMMAND -> control(code, chain, length);
            default -> answers.control(chain, SoundCode.NOT_SUPP);
        }
    }

    private void control(SoundCode code, DescriptorChain chain, int length) {
        if (!controlsTaken) {
            answers.control(chain, SoundCode.NOT_SUPP);
        } else if (length < RequestLayout.ID_HDR.size()) {
            answers.control(chain, SoundCode.BAD_MSG);
        } else {
            controls.serve(code, RequestLayout.ID.get(request, 0), chain, request.position(RequestLayout.ID_HDR.size()).limit(length));
        }
    }

    private void pcm(SoundCode code, DescriptorChain chain, int length) {
        boolean parameters = code == SoundCode.PCM_SET_PARAMS;
        long id = RequestLayout.ID.get(request, 0);
        if (length < (parameters ? RequestLayout.SET_PARAMS : RequestLayout.ID_HDR).size() || id >= streams.size()
                || chain.writer().length() < RequestLayout.HDR.size()) {
            answers.control(chain, SoundCode.BAD_MSG);
            return;
        }
        PcmRequest.Wanted wanted = !parameters ? null : new PcmRequest.Wanted(RequestLayout.BUFFER_BYTES.get(request, 0),
                RequestLayout.PERIOD_BYTES.get(request, 0), RequestLayout.FEATURES.get(request, 0), RequestLayout.CHANNELS.get(request, 0),
                RequestLayout.FORMAT.get(request, 0), RequestLayout.RATE.get(request, 0));
        streams.get((int) id).request(new PcmRequest(code, chain, wanted));
    }

    private void stream(int id) {
        StreamPlan plan = streams.get(id).plan();
        InfoLayout.PCM_NID.put(item, 0, plan.node());
        InfoLayout.PCM_FEATURES.put(item, 0, plan.features());
        InfoLayout.PCM_FORMATS.put(item, 0, plan.abilities().formatBits());
        InfoLayout.PCM_RATES.put(item, 0, plan.abilities().rateBits());
        InfoLayout.PCM_DIRECTION.put(item, 0, plan.direction().ordinal());
        InfoLayout.PCM_CHANNELS_MIN.put(item, 0, plan.abilities().fewestChannels());
        InfoLayout.PCM_CHANNELS_MAX.put(item, 0, plan.abilities().mostChannels());
    }

    /** Writes one item into {@link #item}, which is zeros. */
    private interface ItemWriter {
        void write(int id, long size);
    }

    /**
     * Answers a query. Each item takes as many bytes as the driver says: of a longer one the rest is zeros, a shorter one is cut.
     *
     * @param total how many there are
     * @param full  bytes of our item
     */
    private void infos(DescriptorChain chain, int length, int total, int full, ItemWriter items) {
        long start = RequestLayout.START_ID.get(request, 0);
        long count = RequestLayout.COUNT.get(request, 0);
        long size = RequestLayout.SIZE.get(request, 0);
        if (length < RequestLayout.QUERY.size() || start + count > total || size < LEAST_ITEM
                || chain.writer().length() - RequestLayout.HDR.size() < count * size) {
            answers.control(chain, SoundCode.BAD_MSG);
            return;
        }
        answers.head(chain.writer(), SoundCode.OK);
        for (int id = (int) start; id < start + count; id++) {
            clearItem();
            items.write(id, size);
            chain.writer().writeFully(item.clear().limit((int) Math.min(size, full)));
            for (long rest = size - full; rest > 0; rest -= item.capacity()) {
                clearItem();
                chain.writer().writeFully(item.limit((int) Math.min(rest, item.capacity())));
            }
        }
        chain.complete(RequestLayout.HDR.size() + count * size);
    }

    private void clearItem() {
        item.clear();
        for (int i = 0; i < item.capacity(); i++) {
            item.put(i, (byte) 0);
        }
    }
}
