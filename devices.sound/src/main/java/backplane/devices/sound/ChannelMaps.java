// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static backplane.devices.sound.wire.ChannelPosition.FC;
import static backplane.devices.sound.wire.ChannelPosition.FL;
import static backplane.devices.sound.wire.ChannelPosition.FR;
import static backplane.devices.sound.wire.ChannelPosition.LFE;
import static backplane.devices.sound.wire.ChannelPosition.MONO;
import static backplane.devices.sound.wire.ChannelPosition.RC;
import static backplane.devices.sound.wire.ChannelPosition.RL;
import static backplane.devices.sound.wire.ChannelPosition.RR;
import static backplane.devices.sound.wire.ChannelPosition.SL;
import static backplane.devices.sound.wire.ChannelPosition.SR;

import backplane.devices.sound.wire.ChannelPosition;
import backplane.devices.sound.wire.InfoLayout;
import backplane.devices.sound.wire.PcmDirection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which channel sounds where: for each node and direction one map for each count of channels that its streams can have, in the order
 * that ALSA has (sound/core/pcm_lib.c, snd_pcm_std_chmaps). VIRTIO 1.4, "Channel Map Control Messages". Immutable.
 */
final class ChannelMaps {
    private static final List<List<ChannelPosition>> STANDARD = List.of(
            List.of(MONO),
            List.of(FL, FR),
            List.of(FL, FR, LFE),
            List.of(FL, FR, RL, RR),
            List.of(FL, FR, RL, RR, FC),
            List.of(FL, FR, RL, RR, FC, LFE),
            List.of(FL, FR, RL, RR, FC, LFE, RC),
            List.of(FL, FR, RL, RR, FC, LFE, SL, SR));

    private final List<ChannelMap> maps = new ArrayList<>();

    private record ChannelMap(int node, PcmDirection direction, List<ChannelPosition> positions) {
    }

    ChannelMaps(List<StreamPlan> streams) {
        for (StreamPlan stream : streams) {
            int most = Math.min(stream.abilities().mostChannels(), STANDARD.size());
            for (int channels = stream.abilities().fewestChannels(); channels <= most; channels++) {
                ChannelMap map = new ChannelMap(stream.node(), stream.direction(), STANDARD.get(channels - 1));
                if (!maps.contains(map)) {
                    maps.add(map);
                }
            }
        }
    }

    int count() {
        return maps.size();
    }

    void info(int id, ByteBuffer item) {
        ChannelMap map = maps.get(id);
        InfoLayout.CHMAP_NID.put(item, 0, map.node());
        InfoLayout.CHMAP_DIRECTION.put(item, 0, map.direction().ordinal());
        InfoLayout.CHMAP_CHANNELS.put(item, 0, map.positions().size());
        byte[] positions = new byte[InfoLayout.MOST_POSITIONS];
        for (int i = 0; i < map.positions().size(); i++) {
            positions[i] = (byte) map.positions().get(i).ordinal();
        }
        InfoLayout.CHMAP_POSITIONS.put(item, 0, positions);
    }
}
