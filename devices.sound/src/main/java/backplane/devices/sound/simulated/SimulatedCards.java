// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioInlet;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.SoundCard;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** All places without hardware. Any thread. */
@Component(service = SoundCard.class, immediate = true)
public final class SimulatedCards implements SoundCard {
    /** The places, for messages. */
    public static final String ALLOWED_OUT = "null, wav:FILE, fast-wav:FILE, loop:NAME, mix:NAME[@GAIN][=PLACE]";
    /** The places, for messages. */
    public static final String ALLOWED_IN = "silence, tone:HERTZ, wav:FILE, loop:NAME";
    /** Faster than the clock, but not so fast that a driver loses count of its buffer. */
    private static final int FAST = 4;
    private static final double A4 = 440;
    private static final double HIGHEST = 192_000;

    private static final Pattern MIX = Pattern.compile("mix:([A-Za-z0-9][A-Za-z0-9._-]{0,31})(?:@([+-]?[0-9]{1,2}))?(?:=(.+))?");
    private static final double TEN = 10;
    private static final double DECADE = 20;

    private final PcmClock clock;
    private final Map<String, MixBus> buses = new ConcurrentHashMap<>();
    private final Map<String, LoopBack> loops = new ConcurrentHashMap<>();

    @Activate
    public SimulatedCards() {
        this(PcmClock.SYSTEM);
    }

    public SimulatedCards(PcmClock clock) {
        this.clock = clock;
    }

    @Override
    public List<String> schemes() {
        return List.of("null", "silence", "tone", "wav", "fast-wav", "loop", "mix");
    }

    @Override
    public AudioOutlet outlet(String place, String stream) {
        return switch (scheme(place)) {
            case "null" -> new PacedOutlet(place, new Nothing(), 1, clock);
            case "wav" -> new PacedOutlet(place, new WavSink(path(place), stream), 1, clock);
            case "fast-wav" -> new PacedOutlet(place, new WavSink(path(place), stream), FAST, clock);
            case "loop" -> new PacedOutlet(place, loop(place).sink(), 1, clock);
            case "mix" -> mix(place, stream);
            default -> throw new IllegalArgumentException("'" + place + "' plays nothing; simulated are " + ALLOWED_OUT);
        };
    }

    @Override
    public AudioInlet inlet(String place, String stream) {
        FrameSource source = switch (scheme(place)) {
            case "null", "silence" -> new Nothing();
            case "tone" -> new Tone(hertz(place));
            case "wav" -> new WavSource(path(place));
            case "loop" -> loop(place).source();
            default -> throw new IllegalArgumentException("'" + place + "' records nothing; simulated are " + ALLOWED_IN);
        };
        return new PacedInlet(place, source, clock);
    }

    @Override
    public List<MixerElement> elements(String place) {
        return List.of();
    }

    private static String scheme(String place) {
        int colon = place.indexOf(':');
        return colon < 0 ? place : place.substring(0, colon);
    }

    private static String rest(String place) {
        int colon = place.indexOf(':');
        return colon < 0 ? "" : place.substring(colon + 1);
    }

    private LoopBack loop(String place) {
        if (rest(place).isEmpty()) {
            throw new IllegalArgumentException("'" + place + "' has no name; a loop-back is loop:NAME");
        }
        return loops.computeIfAbsent(place, LoopBack::new);
    }

    /**
     * A bus is where the first stream that names one with a place has put it; a stream that names none joins the bus that is there, or one
     * that plays to nobody.
     */
    private AudioOutlet mix(String place, String stream) {
        Matcher form = MIX.matcher(place);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + place + "' is no bus; one is mix:NAME, mix:NAME@DECIBELS or mix:NAME@DECIBELS=PLACE");
        }
        double gain = form.group(2) == null ? 0 : Double.parseDouble(form.group(2));
        String name = "mix:" + form.group(1);
        String target = form.group(3);
        if (target != null && target.startsWith("mix")) {
            throw new IllegalArgumentException("'" + place + "': a bus can't play into a bus");
        }
        MixBus bus = target == null ? buses.computeIfAbsent(name, key -> new MixBus(key, outlet("null", stream)))
                : buses.compute(name, (key, known) -> known != null && known.target().equals(target) ? known
                        : new MixBus(key, outlet(target, form.group(1))));
        return new MixInput(place, bus, Math.pow(TEN, gain / DECADE));
    }

    private static Path path(String place) {
        try {
            Path path = Path.of(rest(place));
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException odd) {
            throw new IllegalArgumentException("'" + place + "' names no file: " + odd.getMessage(), odd);
        }
        throw new IllegalArgumentException("'" + place + "' needs a file by its absolute path");
    }

    private static double hertz(String place) {
        try {
            double hertz = rest(place).isEmpty() ? A4 : Double.parseDouble(rest(place));
            if (hertz > 0 && hertz <= HIGHEST) {
                return hertz;
            }
        } catch (NumberFormatException odd) {
            throw new IllegalArgumentException("'" + place + "' has no frequency; a tone is tone:HERTZ", odd);
        }
        throw new IllegalArgumentException("'" + place + "' has a frequency beyond " + (int) HIGHEST + " Hz");
    }
}
