// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.device.Setting;
import backplane.devices.sound.wire.PcmDirection;
import backplane.devices.sound.wire.PcmFeature;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** The keys of a sound device in its configuration. */
final class SoundSettings {
    /** Streams, jacks: what a driver may reasonably be told in one answer. */
    static final int MOST = 64;
    private static final int MOST_NODE = 255;
    private static final int MOST_LATENCY = 2000;

    static final Setting<List<StreamText>> STREAMS = new Setting<>("streams", "out null; in silence",
            "streams between ';', each 'out PLACE' or 'in PLACE' and behind it, if wanted, formats=s16+s32, rates=44100+48000,"
            + " channels=1-8, latency=MILLISECONDS, node=NUMBER",
            "Where each stream's frames go to or come from, and what the driver may choose",
            text -> items(text, StreamText::parse));
    static final Setting<List<JackPlan>> JACKS = new Setting<>("jacks", "", JackPlan.ALLOWED, "The sockets that the driver sees",
            text -> items(text, JackPlan::parse));
    static final Setting<Boolean> CONTROLS = Setting.flag("controls", false,
            "Whether the driver gets volume controls; QEMU needs controls=on for that");

    static final List<Setting<?>> ALL = List.of(STREAMS, JACKS, CONTROLS);

    private SoundSettings() {
    }

    private static <T> List<T> items(String text, Function<String, T> parser) {
        List<T> items = Arrays.stream(text.split(";")).map(String::strip).filter(item -> !item.isEmpty()).map(parser).toList();
        if (items.size() > MOST) {
            throw new IllegalArgumentException(text);
        }
        return items;
    }

    /**
     * A stream as text says it.
     *
     * @param formats  empty for all that the place can; so are rates
     * @param fewest   of channels, 0 for what the place can; so is {@code most}
     */
    record StreamText(PcmDirection direction, String place, Set<PcmFormat> formats, Set<PcmRate> rates, int fewest, int most, int latency,
            int node) {
        static StreamText parse(String text) {
            String[] words = text.split("\\s+");
            if (words.length < 2) {
                throw new IllegalArgumentException(text);
            }
            PcmDirection direction = switch (words[0]) {
                case "out" -> PcmDirection.OUTPUT;
                case "in" -> PcmDirection.INPUT;
                default -> throw new IllegalArgumentException(text);
            };
            StreamText stream = new StreamText(direction, words[1], Set.of(), Set.of(), 0, 0, 0, 0);
            for (String word : List.of(words).subList(2, words.length)) {
                int equals = word.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException(text);
                }
                stream = stream.with(word.substring(0, equals), word.substring(equals + 1));
            }
            return stream;
        }

        private StreamText with(String key, String value) {
            return switch (key) {
                case "formats" -> new StreamText(direction, place, each(value, SoundSettings::format), rates, fewest, most, latency, node);
                case "rates" -> new StreamText(direction, place, formats, each(value, SoundSettings::rate), fewest, most, latency, node);
                case "channels" -> channels(value);
                case "latency" -> new StreamText(direction, place, formats, rates, fewest, most, number(value, MOST_LATENCY), node);
                case "node" -> new StreamText(direction, place, formats, rates, fewest, most, latency, number(value, MOST_NODE));
                default -> throw new IllegalArgumentException(key);
            };
        }

        private StreamText channels(String value) {
            int dash = value.indexOf('-');
            int low = number(dash < 0 ? value : value.substring(0, dash), MOST_NODE);
            int high = dash < 0 ? low : number(value.substring(dash + 1), MOST_NODE);
            if (low < 1 || high < low) {
                throw new IllegalArgumentException(value);
            }
            return new StreamText(direction, place, formats, rates, low, high, latency, node);
        }

        /** The plan over a place that can {@code able}; null if nothing is left of that. */
        StreamPlan plan(PcmAbilities able) {
            PcmAbilities wanted = new PcmAbilities(formats.isEmpty() ? able.formats() : formats, rates.isEmpty() ? able.rates() : rates,
                    fewest == 0 ? able.fewestChannels() : fewest, most == 0 ? able.mostChannels() : most);
            PcmAbilities both = wanted.and(able);
            return both == null ? null : new StreamPlan(direction, place, both, node, PcmFeature.EVT_XRUNS.mask(), latency);
        }
    }

    private static PcmFormat format(String text) {
        return PcmFormat.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static PcmRate rate(String text) {
        return PcmRate.ofHertz(Integer.parseInt(text)).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static <T> Set<T> each(String text, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (String value : text.split("\\+", -1)) {
            values.add(parser.apply(value));
        }
        return new LinkedHashSet<>(values);
    }

    private static int number(String text, int most) {
        int number = Integer.parseInt(text);
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }
}
