// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.host.console.FakeOperations;
import backplane.host.console.Terminal;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The QEMU line: complete, and safe to paste into a shell. */
@Tag("console")
class QemuCommandTest {
    private final FakeOperations host = new FakeOperations();
    private final Terminal terminal = new Terminal();
    private final QemuCommand command = new QemuCommand();

    @Test
    void theWholeLine() throws Exception {
        host.with(FakeOperations.ready("gpio0", "/run/gpio0.sock"));
        assertThat(line("gpio0")).isEqualTo("-m 256M -object memory-backend-memfd,id=mem,size=256M,share=on -machine memory-backend=mem"
                + " -chardev socket,id=gpio0,path=/run/gpio0.sock -device vhost-user-gpio-pci,chardev=gpio0\n");
    }

    @Test
    void theMemoryIsTheSameInBothPlaces() throws Exception {
        host.with(FakeOperations.ready("gpio0", "/run/gpio0.sock"));
        command.memory = "1G";
        assertThat(line("gpio0")).startsWith("-m 1G -object memory-backend-memfd,id=mem,size=1G,share=on ");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
            "/run/a,                /run/a",
            "\"/run/a,b\",          \"/run/a,,b\"",
            "/run/a b,              /run/a b",
            "/run/$HOME,            /run/$HOME"})
    void theOptionHasThePathAsQemuReadsIt(String path, String read) throws Exception {
        host.with(FakeOperations.ready("gpio0", path));
        String option = "socket,id=gpio0,path=" + read;
        assertThat(line("gpio0")).contains(read.matches("[a-z/,]+") ? " " + option + " " : " '" + option + "' ");
    }

    @Test
    void anApostropheLeavesTheQuotesForAMoment() throws Exception {
        host.with(FakeOperations.ready("gpio0", "/run/it's"));
        assertThat(line("gpio0")).contains(" 'socket,id=gpio0,path=/run/it'\\''s' ");
    }

    @Test
    void qemuListensForADeviceThatConnects() throws Exception {
        SlotView ready = FakeOperations.ready("gpio0", "/run/gpio0.sock");
        host.with(new SlotView(ready.name(), ready.type(), ready.state(), ready.socket(), "", "", List.of(),
                Map.of("role", "connect"), Map.of(), List.of(), ""));
        assertThat(line("gpio0")).contains("socket,id=gpio0,path=/run/gpio0.sock,server=on,wait=on ");
    }

    @Test
    void anIdentifierBeginsWithALetter() throws Exception {
        host.with(FakeOperations.ready("0", "/run/0"));
        assertThat(line("0")).contains("socket,id=vhost-0,path=").contains(",chardev=vhost-0");
    }

    @Test
    void aDeviceWhoseTypeIsAwayHasNoLine() {
        host.with(new SlotView("s", "sound", SlotState.EMPTY, Path.of("/s"), "", "", List.of(), Map.of(), Map.of(), List.of(), ""));
        assertThatThrownBy(() -> line("s")).hasMessage("no bundle offers the type 'sound' now; types are: gpio");
    }

    @ParameterizedTest
    @CsvSource({"0", "x", "256m", "-1", "1G;reboot", "''"})
    void whatIsNoSizeIsRefused(String memory) {
        host.with(FakeOperations.ready("gpio0", "/run/gpio0.sock"));
        command.memory = memory;
        assertThatThrownBy(() -> line("gpio0")).hasMessageContaining("such as 256M");
    }

    private String line(String name) throws Exception {
        command.operations = host;
        command.session = terminal.session();
        command.name = name;
        command.execute();
        return terminal.text();
    }
}
