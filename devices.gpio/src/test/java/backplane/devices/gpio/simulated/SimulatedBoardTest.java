// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.gpio.wire.GpioDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pins and wires of simulated chips. */
@Tag("gpio")
class SimulatedBoardTest {
    private final SimulatedBoard board = new SimulatedBoard();
    private final List<String> heard = new ArrayList<>();

    @Test
    void initialLevels() {
        SimulatedGpioChip chip = board.fit("a", plan(4, List.of(0, 1)));
        assertThat(levels(chip)).containsExactly(0, 1, 0, 0);
        assertThat(chip.drivenBy(1)).isEqualTo("pull");
    }

    @Test
    void anOutputHasItsOwnLevel() {
        SimulatedGpioChip chip = watched("a", plan(2, List.of(0, 1)));
        out(chip, 1, 0);
        chip.setValue(1, 1);
        chip.setValue(1, 1);
        assertThat(chip.drivenBy(1)).isEqualTo("driver");
        chip.setValue(1, 0);
        in(chip, 1);
        assertThat(heard).containsExactly("a:1=0", "a:1=1", "a:1=0", "a:1=1");
        assertThat(levels(chip)).containsExactly(0, 1);
    }

    @Test
    void aWireBringsWhatAnOutputDrives() {
        SimulatedGpioChip chip = watched("a", plan(3, List.of(1), "0>1", "0>2"));
        assertThat(levels(chip)).as("an input drives nothing").containsExactly(1, 0, 0);
        out(chip, 0, 1);
        assertThat(levels(chip)).containsExactly(1, 1, 1);
        assertThat(chip.drivenBy(2)).isEqualTo("wire from a:0");
        chip.setValue(0, 0);
        in(chip, 0);
        assertThat(levels(chip)).containsExactly(1, 0, 0);
        assertThat(heard).containsExactly("a:1=1", "a:2=1", "a:0=0", "a:1=0", "a:2=0", "a:0=1");
    }

    @Test
    void anOutputWinsOverItsWire() {
        SimulatedGpioChip chip = watched("a", plan(2, List.of(), "0>1"));
        out(chip, 1, 0);
        out(chip, 0, 1);
        assertThat(levels(chip)).containsExactly(1, 0);
        in(chip, 1);
        assertThat(levels(chip)).as("looked at again").containsExactly(1, 1);
        assertThat(heard).containsExactly("a:0=1", "a:1=1");
    }

    @Test
    void ofSeveralWiresTheFirstThatIsDrivenCounts() {
        SimulatedGpioChip chip = board.fit("a", plan(3, List.of(), "1>0", "2>0"));
        out(chip, 2, 1);
        assertThat(chip.getValue(0)).isEqualTo(1);
        out(chip, 1, 0);
        assertThat(chip.getValue(0)).isZero();
        assertThat(chip.drivenBy(0)).isEqualTo("wire from a:1");
    }

    @Test
    void loopsOfWiresEnd() throws PokeRefused {
        SimulatedGpioChip chip = watched("a", plan(3, List.of(), "0>1", "1>2", "2>0", "1>0"));
        board.poke("a", "0", 1);
        assertThat(levels(chip)).as("inputs pass nothing on").containsExactly(1, 0, 0);
        out(chip, 0, 1);
        assertThat(levels(chip)).containsExactly(1, 1, 0);
        out(chip, 1, 1);
        out(chip, 2, 1);
        chip.setValue(1, 0);
        assertThat(levels(chip)).containsExactly(1, 0, 1);
        assertThat(heard).containsExactly("a:0=1", "a:1=1", "a:2=1", "a:1=0");
    }

    @Test
    void wiresBetweenChipsAreJoinedWhenTheOtherComes() {
        SimulatedGpioChip a = watched("a", plan(2, List.of(), "1>b:key"));
        out(a, 1, 1);
        SimulatedGpioChip b = watched("b", named("led", "key"));
        assertThat(levels(b)).containsExactly(0, 1);
        a.setValue(1, 0);
        assertThat(levels(b)).containsExactly(0, 0);
        a.setValue(1, 1);
        a.close();
        assertThat(levels(b)).as("the other end has gone").containsExactly(0, 0);
        assertThat(heard).containsExactly("a:1=1", "a:1=0", "b:1=0", "a:1=1", "b:1=1", "b:1=0");
    }

    @Test
    void eitherSideMayDeclareTheWire() {
        SimulatedGpioChip b = board.fit("b", plan(1, List.of(), "a:out>0"));
        SimulatedGpioChip a = board.fit("a", named("out"));
        out(a, 0, 1);
        assertThat(b.getValue(0)).isEqualTo(1);
    }

    @Test
    void poke() throws PokeRefused {
        SimulatedGpioChip chip = watched("a", named("led", "", "key"));
        board.poke("a", "key", 1);
        board.poke("a", "key", 1);
        board.poke("a", "2", 0);
        board.poke("a", "1", 1);
        assertThat(heard).containsExactly("a:2=1", "a:2=0", "a:1=1");
        assertThat(chip.drivenBy(2)).isEqualTo("poke");
        assertThat(board.lines("a")).containsExactly("led", "1", "key");
        assertThat(board.lines("b")).isEmpty();
    }

    @Test
    void pokeRefusals() {
        SimulatedGpioChip chip = board.fit("a", new ChipPlan(2, List.of("led"), List.of(), List.of(Wire.parse("0>1"))));
        out(chip, 0, 1);
        refused("a", "led", 0, "a:0 is an output: the driver of 'a' drives it to 1");
        refused("a", "1", 0, "a:1 is at the end of a wire: a:0 drives it to 1");
        refused("a", "2", 0, "'a' has no line '2'; its lines are 0 to 1, or by name: [led]");
        refused("a", "key", 0, "no line 'key'");
        refused("a", "", 0, "no line ''");
        refused("a", "-1", 0, "no line '-1'");
        refused("a", "0x1", 0, "no line '0x1'");
        refused("b", "0", 0, "'b' has no simulated GPIO chip; those that have one: [a]");
        in(chip, 0);
        refused("a", "0", 2, "0 or 1, not 2");
        assertThat(levels(chip)).containsExactly(0, 0);
    }

    @Test
    void linesThatNobodyWatchesAreNotReported() throws PokeRefused {
        SimulatedGpioChip chip = watched("a", plan(1, List.of()));
        chip.watch(0, false);
        board.poke("a", "0", 1);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatWasPokedOutlivesTheDevice() throws PokeRefused {
        SimulatedGpioChip former = board.fit("a", plan(2, List.of()));
        board.poke("a", "1", 1);
        former.close();
        assertThat(board.devices()).isEmpty();
        refused("a", "1", 0, "no simulated GPIO chip");
        SimulatedGpioChip next = board.fit("a", plan(2, List.of(1, 0)));
        assertThat(levels(next)).as("initial where not poked").containsExactly(1, 1);
        next.holdLevel(1, 0);
        next.holdLevel(0, 0);
        assertThat(levels(next)).as("a saved level, where nobody has poked").containsExactly(0, 1);
        assertThat(next.heldLevel(0)).isZero();
    }

    @Test
    void aReplacementLeavesTheWireAlone() {
        SimulatedGpioChip former = board.fit("a", plan(1, List.of()));
        SimulatedGpioChip other = watched("b", plan(1, List.of(), "a:0>0"));
        out(former, 0, 1);
        SimulatedGpioChip next = board.fit("a", plan(1, List.of(0)));
        assertThat(next.getValue(0)).as("the former still drives").isEqualTo(1);
        out(next, 0, 1);
        next.setValue(0, 0);
        assertThat(former.getValue(0)).as("the newer one prevails").isZero();
        former.close();
        next.setValue(0, 1);
        next.close();
        assertThat(heard).containsExactly("b:0=1", "b:0=0", "b:0=1", "b:0=0");
        assertThat(other.getValue(0)).isZero();
    }

    @Test
    void aReplacementThatIsGivenUpLeavesNoTrace() {
        SimulatedGpioChip former = watched("a", plan(2, List.of(0, 1)));
        SimulatedGpioChip next = board.fit("a", plan(3, List.of(1, 0, 1), "0>1"));
        out(former, 0, 0);
        next.close();
        assertThat(levels(former)).containsExactly(0, 1);
        assertThat(heard).isEmpty();
    }

    @Test
    void twoThreadsThatPokeOneLine() throws InterruptedException {
        SimulatedGpioChip chip = watched("a", plan(2, List.of(), "0>1"));
        Runnable pokes = () -> {
            for (int i = 0; i < 5000; i++) {
                try {
                    board.poke("a", "0", i % 2);
                } catch (PokeRefused refused) {
                    throw new AssertionError(refused);
                }
            }
        };
        Thread[] threads = {new Thread(pokes), new Thread(pokes)};
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).isEqualTo("a:0=" + (i + 1) % 2);
        }
        assertThat(heard.size() % 2).isEqualTo(chip.getValue(0)).isEqualTo(1);
    }

    private static ChipPlan plan(int lines, List<Integer> levels, String... wires) {
        return new ChipPlan(lines, List.of(), levels, Arrays.stream(wires).map(Wire::parse).toList());
    }

    private static ChipPlan named(String... names) {
        return new ChipPlan(names.length, List.of(names), List.of(), List.of());
    }

    /** Everything that it reports is heard as {@code device:line=level}. */
    private SimulatedGpioChip watched(String device, ChipPlan plan) {
        SimulatedGpioChip chip = board.fit(device, plan);
        chip.listen((line, level) -> heard.add(device + ":" + line + "=" + level));
        for (int line = 0; line < chip.lineCount(); line++) {
            chip.watch(line, true);
        }
        return chip;
    }

    private static void out(SimulatedGpioChip chip, int line, int level) {
        chip.setDirection(line, GpioDirection.OUT, level);
    }

    private static void in(SimulatedGpioChip chip, int line) {
        chip.setDirection(line, GpioDirection.IN, 0);
    }

    private static List<Integer> levels(SimulatedGpioChip chip) {
        List<Integer> levels = new ArrayList<>();
        for (int line = 0; line < chip.lineCount(); line++) {
            levels.add(chip.getValue(line));
        }
        return levels;
    }

    private void refused(String device, String line, int level, String why) {
        assertThatThrownBy(() -> board.poke(device, line, level)).isInstanceOf(PokeRefused.class).hasMessageContaining(why);
    }
}
