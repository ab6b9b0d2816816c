// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.MixerElement;
import backplane.devices.sound.wire.ControlRole;
import backplane.devices.sound.wire.ControlType;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A card's knobs, as ALSA's library tells of them. */
@Tag("sound")
class AlsaMixerTest {
    private final ScriptedMixer card = new ScriptedMixer();
    private final AlsaMixer mixer = new AlsaMixer(card.library(), "hw:7");

    @AfterEach
    void end() {
        mixer.close();
    }

    @Test
    void aVolumeIsReadWrittenAndLetGoOf() throws AudioFault {
        ScriptedMixer.Knob master = knob("Master Playback Volume");
        master.max = 87;
        master.count = 2;
        master.values = new long[] {10, 20};
        MixerElement element = only();
        assertThat(element.role()).isEqualTo(ControlRole.VOLUME);
        assertThat(element.type()).isEqualTo(ControlType.INTEGER);
        assertThat(element.max()).isEqualTo(87);
        long[] values = new long[2];
        element.read(values);
        assertThat(values).containsExactly(10, 20);
        assertThat(element.write(new long[] {30, 40})).isTrue();
        assertThat(master.values).containsExactly(30, 40);
        assertThat(element.write(new long[] {30, 40})).as("nothing is different").isFalse();
        assertThat(card.open).as("what the library was asked for and not given back").isEmpty();
    }

    @Test
    void anEnumerationHasItsItemsAndAVolumeItsDecibels() {
        ScriptedMixer.Knob source = knob("Capture Source");
        source.type = AsoundCtl.ENUMERATED;
        source.items = List.of("Mic", "x".repeat(80));
        knob("PCM Playback Volume").tlv = new int[] {1, 8, -6000, 100};
        List<MixerElement> elements = mixer.elements();
        assertThat(elements.get(0).items()).containsExactly("Mic", "x".repeat(63));
        assertThat(elements.get(1).tlv()).containsExactly(1, 8, -6000, 100);
    }

    /** One thing at a time that the specification has no room for, or that a broken driver tells. */
    @ParameterizedTest
    @ValueSource(strings = {"interface", "type", "none", "many", "name", "letters", "range", "items"})
    void aKnobThatTheGuestCannotBeToldOfIsLeftOut(String spoiled) {
        ScriptedMixer.Knob bad = knob("Spoiled");
        knob("Good");
        switch (spoiled) {
            case "interface" -> bad.iface = 3;
            case "type" -> bad.type = 5;
            case "none" -> bad.count = 0;
            case "many" -> bad.count = 129;
            case "name" -> bad.name = "";
            case "letters" -> bad.name = "Lautst\u00e4rke";
            case "range" -> bad.max = -1;
            default -> bad.type = AsoundCtl.ENUMERATED;
        }
        assertThat(mixer.elements()).extracting(MixerElement::name).containsExactly("Good");
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, 3, 4092, Integer.MAX_VALUE})
    void decibelsOfAnImpossibleLengthAreNotRead(int bytes) {
        knob("Master Playback Volume").tlv = new int[] {1, bytes, 0, 0};
        assertThat(only().tlv()).isEmpty();
    }

    @Test
    void aCardThatIsPulledOutIsAnErrorAndServesAgainWhenItIsBack() throws AudioFault {
        knob("Master Playback Volume");
        MixerElement element = only();
        card.pullOut();
        assertThatThrownBy(() -> element.read(new long[1])).isInstanceOf(AudioFault.class).hasMessageContaining("hw:7");
        assertThatThrownBy(() -> element.write(new long[1])).isInstanceOf(AudioFault.class);
        card.putBack();
        element.read(new long[1]);
        assertThat(card.open).isEmpty();
    }

    @Test
    void aCardThatComesLateHasItsKnobsThen() {
        knob("Master Playback Volume");
        card.pullOut();
        assertThat(mixer.elements()).isEmpty();
        card.putBack();
        assertThat(mixer.elements()).hasSize(1);
    }

    @Test
    void whatSomebodyElseTurnsIsToldAndWhatTheGuestTurnsIsNot() throws Exception {
        ScriptedMixer.Knob turned = knob("Master Playback Volume");
        knob("Other Playback Volume");
        Semaphore told = new Semaphore(0);
        Semaphore toldOfOther = new Semaphore(0);
        MixerElement element = mixer.elements().get(0);
        element.onChange(told::release);
        mixer.elements().get(1).onChange(toldOfOther::release);
        assertThat(card.listening.await(20, TimeUnit.SECONDS)).isTrue();
        element.write(new long[] {5});
        card.turn(turned, 9);
        assertThat(told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        card.turn(turned, 11);
        assertThat(told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(toldOfOther.availablePermits()).isZero();
        element.onChange(null);
        card.turn(turned, 12);
        assertThat(told.availablePermits()).isZero();
    }

    private MixerElement only() {
        List<MixerElement> elements = mixer.elements();
        assertThat(elements).hasSize(1);
        return elements.get(0);
    }

    private ScriptedMixer.Knob knob(String name) {
        ScriptedMixer.Knob knob = new ScriptedMixer.Knob(name);
        card.knobs.add(knob);
        return knob;
    }
}
