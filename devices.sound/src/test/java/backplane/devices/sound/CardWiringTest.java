// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.ControlType;
import backplane.devices.sound.wire.PcmDirection;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What knobs a device has whose streams are on cards of their own, or share one. */
@Tag("sound")
class CardWiringTest {
    private final List<String> calls = new ArrayList<>();

    /** Linux refuses a card of which two controls are called alike (sound/core/control.c). */
    @Test
    void knobsOfOneNameOnTwoCardsGetIndexesOfTheirOwnAndStayWhatTheyAre() throws AudioFault {
        MixerElement first = knob("first");
        MixerElement second = knob("second");
        List<MixerElement> all = wire(Map.of("hw:0", List.of(first), "hw:1", List.of(second)), "hw:0", "hw:1");
        assertThat(all).extracting(MixerElement::name).containsOnly("Master Playback Volume");
        assertThat(all).extracting(MixerElement::index).containsExactly(0, 1);
        MixerElement numbered = all.get(1);
        assertThat(numbered.type()).isEqualTo(ControlType.INTEGER);
        assertThat(numbered.role()).isEqualTo(ControlRole.VOLUME);
        assertThat(numbered.count()).isEqualTo(2);
        assertThat(numbered.isReadable()).isFalse();
        assertThat(numbered.isWritable()).isTrue();
        assertThat(numbered.isVolatile()).isTrue();
        assertThat(List.of(numbered.min(), numbered.max(), numbered.step())).containsExactly(-3L, 87L, 5L);
        assertThat(numbered.items()).containsExactly("an item");
        assertThat(numbered.tlv()).containsExactly(1, 8, -6000, 100);
        long[] values = new long[2];
        numbered.read(values);
        numbered.write(values);
        numbered.onChange(null);
        assertThat(calls).containsExactly("second read", "second write", "second onChange");
    }

    @Test
    void knobsOfACardThatTwoStreamsShareAreThereOnce() {
        MixerElement only = knob("only");
        assertThat(wire(Map.of("hw:0", List.of(only)), "hw:0", "hw:0")).containsExactly(only);
    }

    private List<MixerElement> wire(Map<String, List<MixerElement>> knobs, String... places) {
        List<StreamPlan> plans = new ArrayList<>();
        List<AudioPath> paths = new ArrayList<>();
        FakeCard card = new FakeCard();
        for (String place : places) {
            plans.add(new StreamPlan(PcmDirection.OUTPUT, place, card.abilities(), 0, 0, 0));
            paths.add(card);
        }
        CardWiring wiring = new CardWiring(plans, paths, knobs::get);
        for (int number = 0; number < places.length; number++) {
            wiring.stream(number, "stream" + number, null, () -> { });
        }
        return wiring.elements();
    }

    private MixerElement knob(String card) {
        Map<String, Object> says = Map.ofEntries(Map.entry("name", "Master Playback Volume"), Map.entry("index", 0),
                Map.entry("type", ControlType.INTEGER), Map.entry("role", ControlRole.VOLUME), Map.entry("count", 2),
                Map.entry("isReadable", false), Map.entry("isWritable", true), Map.entry("isVolatile", true), Map.entry("min", -3L),
                Map.entry("max", 87L), Map.entry("step", 5L), Map.entry("items", List.of("an item")),
                Map.entry("tlv", new int[] {1, 8, -6000, 100}));
        Class<?>[] port = {MixerElement.class};
        return (MixerElement) Proxy.newProxyInstance(port[0].getClassLoader(), port, (self, call, with) -> {
            if (call.getDeclaringClass() == Object.class) {
                return switch (call.getName()) {
                    case "equals" -> self == with[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> card;
                };
            }
            if (says.containsKey(call.getName())) {
                return says.get(call.getName());
            }
            calls.add(card + ' ' + call.getName());
            return call.getName().equals("write") ? true : null;
        });
    }
}
