// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.sound.wire.PcmDirection;
import backplane.devices.sound.wire.RequestText;
import backplane.virtio.DeviceType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Offers the device type to the host, once both kinds of cards of this bundle are there: a device that is configured from the start
 * must not find the one and miss the other.
 */
@Component(service = DeviceProvider.class, immediate = true, property = "Card.cardinality.minimum:Integer=2")
public final class SoundComponent implements DeviceProvider {
    private final SoundDevices devices;
    private final List<SoundCard> cards = new CopyOnWriteArrayList<>();

    @Activate
    public SoundComponent(@Reference SoundDevices devices) {
        this.devices = devices;
    }

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    void addCard(SoundCard card) {
        cards.add(card);
    }

    void removeCard(SoundCard card) {
        cards.remove(card);
    }

    @Override
    public DeviceType type() {
        return SoundDevice.TYPE;
    }

    @Override
    public List<Setting<?>> settings() {
        return SoundSettings.ALL;
    }

    @Override
    public String qemuDevice() {
        return "vhost-user-snd-pci";
    }

    @Override
    public String describe(int queue, ByteBuffer request, ByteBuffer answer) {
        return RequestText.of(queue, request, answer);
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        SoundDevice device = device(settings, AudioPath::abilities, devices::remove);
        devices.add(device);
        return device;
    }

    @Override
    public VirtioDevice rehearse(DeviceSettings settings) throws SettingRejected {
        return device(settings, AudioPath::likelyAbilities, closed -> { });
    }

    private SoundDevice device(DeviceSettings settings, Function<AudioPath, PcmAbilities> abilities, Consumer<SoundDevice> whenClosed)
            throws SettingRejected {
        List<StreamPlan> streams = new ArrayList<>();
        List<AudioPath> paths = new ArrayList<>();
        List<SoundSettings.StreamText> texts = settings.get(SoundSettings.STREAMS);
        for (int i = 0; i < texts.size(); i++) {
            AudioPath path = path(texts.get(i), settings.device() + "-" + i);
            StreamPlan plan = texts.get(i).plan(abilities.apply(path));
            if (plan == null) {
                throw rejected(texts.get(i).place(), "a stream that its place can play or record: " + abilities.apply(path));
            }
            streams.add(plan);
            paths.add(path);
        }
        SoundPlan plan = new SoundPlan(streams, settings.get(SoundSettings.JACKS), settings.get(SoundSettings.CONTROLS));
        return new SoundDevice(settings.device(), plan, new CardWiring(streams, paths, this::elements), whenClosed);
    }

    private AudioPath path(SoundSettings.StreamText text, String stream) throws SettingRejected {
        try {
            SoundCard card = card(text.place());
            return text.direction() == PcmDirection.OUTPUT ? card.outlet(text.place(), stream) : card.inlet(text.place(), stream);
        } catch (IllegalArgumentException wrong) {
            throw rejected(text.place(), SoundSettings.STREAMS.allowed() + " (" + wrong.getMessage() + ")");
        }
    }

    private static SettingRejected rejected(String place, String allowed) {
        return new SettingRejected(SoundSettings.STREAMS.key(), place, allowed);
    }

    private List<MixerElement> elements(String place) {
        return card(place).elements(place);
    }

    private SoundCard card(String place) {
        int colon = place.indexOf(':');
        String scheme = colon < 0 ? place : place.substring(0, colon);
        return cards.stream().filter(card -> card.schemes().contains(scheme)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "there is no '" + scheme + "'; places are " + cards.stream().flatMap(card -> card.schemes().stream()).sorted()
                        .collect(Collectors.joining(", "))));
    }
}
