// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.SlotOperations;
import backplane.operation.SlotView;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.CommandException;

/** The arguments that give a virtual machine one of our devices. Its memory is shared, or the host could not read the rings. */
public final class QemuArguments {
    static final String USUAL_MEMORY = "256M";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private QemuArguments() {
    }

    /**
     * One line for a shell.
     *
     * @throws CommandException if no bundle offers the slot's type now, so that QEMU's name for it is not known
     */
    public static String line(SlotOperations operations, SlotView slot) throws CommandException {
        return line(operations, slot, USUAL_MEMORY);
    }

    static String line(SlotOperations operations, SlotView slot, String memory) throws CommandException {
        String device = Refusal.type(operations, slot.type()).qemuDevice();
        String id = identifier(slot.name());
        return List.of("-m", memory,
                "-object", "memory-backend-memfd,id=mem,size=" + memory + ",share=on",
                "-machine", "memory-backend=mem",
                "-chardev", "socket,id=" + id + ",path=" + slot.socket().toString().replace(",", ",,") + listening(slot),
                "-device", device + ",chardev=" + id)
                .stream().map(QemuArguments::quoted).collect(Collectors.joining(" "));
    }

    /** With role=connect it is QEMU that listens; it waits for us before the guest starts. */
    private static String listening(SlotView slot) {
        return "connect".equals(slot.settings().get("role")) ? ",server=on,wait=on" : "";
    }

    /** QEMU's identifiers begin with a letter. */
    private static String identifier(String name) {
        String rest = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return Character.isLetter(rest.charAt(0)) ? rest : "vhost-" + rest;
    }

    /** For a POSIX shell: as it is if that is safe, or else between single quotes. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
