// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioInlet;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.SoundCard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** All places of ALSA, {@code alsa:PCM}. The library is looked for when the first of them is made. Any thread. */
@Component(service = SoundCard.class, immediate = true)
public final class AlsaCards implements SoundCard {
    private static final String SCHEME = "alsa";

    /** PCMs that are one card's and nobody else's; what mixes several programs' streams, or lies on another machine, is not. */
    private static final Pattern OF_A_CARD = Pattern.compile("(?:plug)?hw(?::(?:CARD=)?([A-Za-z0-9_-]{1,31})(?:,.*)?)?");

    private final Supplier<Asound> load;
    private final Supplier<AsoundCtl> loadKnobs;
    private final Map<String, AlsaMixer> mixers = new ConcurrentHashMap<>();
    private Asound loaded;

    @Activate
    public AlsaCards() {
        this(Libasound::new, LibasoundCtl::new);
    }

    AlsaCards(Supplier<Asound> load, Supplier<AsoundCtl> loadKnobs) {
        this.load = load;
        this.loadKnobs = loadKnobs;
    }

    @Deactivate
    void end() {
        mixers.values().forEach(AlsaMixer::close);
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
        library(place);
        Matcher card = OF_A_CARD.matcher(pcm(place));
        if (!card.matches()) {
            return List.of();
        }
        String name = "hw:" + (card.group(1) == null ? "0" : card.group(1));
        return mixers.computeIfAbsent(name, key -> new AlsaMixer(loadKnobs.get(), key)).elements();
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
