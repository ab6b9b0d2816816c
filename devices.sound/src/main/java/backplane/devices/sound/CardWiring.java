// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.PcmDirection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Connects a device to the paths of its streams; a stream whose card has no volume for it gets one, and a switch, of our own. */
final class CardWiring implements Wiring {
    private final List<StreamPlan> plans;
    private final List<AudioPath> paths;
    private final Function<String, List<MixerElement>> elementsOf;
    private final List<MixerElement> elements = new ArrayList<>();
    private final Set<MixerElement> known = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private int outputs;
    private int inputs;

    /** @param elementsOf a place */
    CardWiring(List<StreamPlan> plans, List<AudioPath> paths, Function<String, List<MixerElement>> elementsOf) {
        this.plans = plans;
        this.paths = paths;
        this.elementsOf = elementsOf;
    }

    @Override
    public PcmStream stream(int number, String streamName, Answers answers, Runnable whenXrun) {
        StreamPlan plan = plans.get(number);
        boolean output = plan.direction() == PcmDirection.OUTPUT;
        List<MixerElement> own = elementsOf.apply(plan.place());
        Loudness loudness = new Loudness();
        int index = output ? outputs++ : inputs++;
        if (own.stream().noneMatch(element -> isVolume(element, output))) {
            LoudnessElement volume = new LoudnessElement(loudness, false, output, index);
            LoudnessElement onOff = new LoudnessElement(loudness, true, output, index);
            loudness.tell(() -> {
                volume.changed();
                onOff.changed();
            });
            add(volume);
            add(onOff);
        }
        // two streams of one card have the same knobs
        own.stream().filter(known::add).forEach(this::add);
        return output ? new PlaybackStream(plan, streamName, (AudioOutlet) paths.get(number), answers, loudness, whenXrun)
                : new CaptureStream(plan, streamName, (AudioInlet) paths.get(number), answers, loudness, whenXrun);
    }

    private void add(MixerElement element) {
        int index = element.index();
        while (!names.add(element.name() + ',' + index)) {
            index++;
        }
        elements.add(index == element.index() ? element : new NumberedElement(element, index));
    }

    /** As Linux names them (Documentation/sound/designs/control-names.rst): what says no direction plays. */
    private static boolean isVolume(MixerElement element, boolean output) {
        return element.isWritable() && element.role() == ControlRole.VOLUME && output != element.name().contains("Capture");
    }

    @Override
    public List<MixerElement> elements() {
        return elements;
    }
}
