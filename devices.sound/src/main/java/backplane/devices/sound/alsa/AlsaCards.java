// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioInlet;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.SoundCard;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** All places of ALSA, {@code alsa:PCM}. The library is looked for when the first of them is made. Any thread. */
@Component(service = SoundCard.class, immediate = true)
public final class AlsaCards implements SoundCard {
    private static final String SCHEME = "alsa";

    private final Supplier<Asound> load;
    private Asound loaded;

    @Activate
    public AlsaCards() {
        this(Libasound::new);
    }

    AlsaCards(Supplier<Asound> load) {
        this.load = load;
    }

    @Override
    public List<String> schemes() {
        return List.of(SCHEME);
    }

    @Override
    public AudioOutlet outlet(String place, String stream) {
        return new AlsaOutlet(library(place), place, pcm(place));
    }

    @Override
    public AudioInlet inlet(String place, String stream) {
        return new AlsaInlet(library(place), place, pcm(place));
    }

    @Override
    public List<MixerElement> elements(String place) {
        return List.of();
    }

    private static String pcm(String place) {
        String name = place.substring(Math.min(place.length(), SCHEME.length() + 1));
        if (name.isEmpty()) {
            throw new IllegalArgumentException("'" + place + "' names no PCM; one is alsa:hw:0,0, alsa:plughw:0, alsa:default");
        }
        return name;
    }

    private synchronized Asound library(String place) {
        if (loaded == null) {
            try {
                loaded = load.get();
            } catch (LinkageError missing) {
                throw new IllegalArgumentException("'" + place + "' needs libasound.so.2, which cannot be loaded: "
                        + missing.getMessage() + "; install ALSA's library (Debian: libasound2)", missing);
            }
        }
        return loaded;
    }
}
