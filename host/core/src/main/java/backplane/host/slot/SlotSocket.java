// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.host.journal.SlotMemory;
import backplane.kernel.KernelFault;
import backplane.kernel.UnixListener;
import backplane.kernel.SocketAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a slot and its front-ends meet, as configured. Immutable.
 *
 * @param role      who listens
 * @param inherited the name of a listening socket that this process was started with, if it is one of those
 * @param path      the socket's path; {@code fd:NAME} for an inherited one
 */
record SlotSocket(Role role, Optional<String> inherited, Path path, SocketAccess access) {
    /** Who listens and who connects. */
    enum Role { LISTEN, CONNECT }

    static final Setting<Role> ROLE = new Setting<>("role", "listen", "listen or connect",
            "whether front-ends connect to us, or we to a front-end that listens", SlotSocket::role);
    static final Setting<String> SOCKET = Setting.text("socket", "",
            "an absolute path of at most 107 bytes, or fd:NAME for a socket in LISTEN_FDNAMES",
            "where front-ends connect; NAME.sock in the host's folder if it is not given");
    static final Setting<Integer> MODE = new Setting<>("mode", "0660", "an octal mode from 0000 to 0777",
            "who may connect: the socket's permission bits", SlotSocket::octal);
    static final Setting<String> OWNER = Setting.text("owner", "", "a user's name or number",
            "the socket's owner; the host's own user if empty");
    static final Setting<String> GROUP = Setting.text("group", "", "a group's name or number",
            "the socket's group; the host's own if empty");
    static final List<Setting<?>> ALL = List.of(ROLE, SOCKET, MODE, OWNER, GROUP);

    /** sun_path of unix(7), without its closing NUL. */
    private static final int LONGEST_PATH = 107;
    private static final String INHERITED = "fd:";

    /**
     * @param folder where sockets go whose path is not given
     * @throws SettingRejected naming key, value and what is allowed
     */
    static SlotSocket read(DeviceSettings settings, String name, Path folder) throws SettingRejected {
        Role role = settings.get(ROLE);
        String text = settings.get(SOCKET);
        SocketAccess access = new SocketAccess(settings.get(MODE), given(settings.get(OWNER)), given(settings.get(GROUP)));
        boolean inherited = text.startsWith(INHERITED);
        if (role == Role.CONNECT && (inherited || text.isEmpty())) {
            throw new SettingRejected(SOCKET.key(), text, "the path where the front-end listens, with role=connect");
        }
        if (role == Role.CONNECT || inherited) {
            refuseAccess(settings);
        }
        if (inherited) {
            return new SlotSocket(role, Optional.of(text.substring(INHERITED.length())), Path.of(text), access);
        }
        Path path = text.isEmpty() ? folder.resolve(name + ".sock") : Path.of(text);
        if (!path.isAbsolute() || path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new SettingRejected(SOCKET.key(), path.toString(), SOCKET.allowed());
        }
        return new SlotSocket(role, Optional.empty(), path, access);
    }

    private static void refuseAccess(DeviceSettings settings) throws SettingRejected {
        for (Setting<?> setting : List.of(MODE, OWNER, GROUP)) {
            String value = settings.values().get(setting.key());
            if (value != null) {
                throw new SettingRejected(setting.key(), value, "nothing: the socket is made by somebody else");
            }
        }
    }

    /** Opens it, or takes it over from a former process. Any thread. @param kept null if nothing outlives this process */
    FrontendSource open(String slot, SlotPorts ports, SlotMemory kept) throws KernelFault {
        if (role == Role.CONNECT) {
            return new ConnectingSource(slot, ports.sockets(), path);
        }
        if (inherited.isPresent()) {
            return new ListeningSource(ports.sockets().adoptListener(ports.inherited().open(inherited.get())));
        }
        UnixListener former = kept == null ? null : kept.takeListener(path);
        UnixListener listener = former == null ? ports.sockets().listen(path, access) : former;
        if (former != null) {
            former.admit(access);
        } else if (kept != null) {
            kept.keep(listener);
        }
        return new ListeningSource(listener);
    }

    /** Why it cannot be opened, and what to do about it. */
    String refusal(KernelFault fault) {
        String advice = role == Role.CONNECT || inherited.isPresent() ? "" : "; the host's user has to be able to make files in "
                + path.getParent() + ": give the folder to that user, or name a socket in another one";
        return "the socket cannot be opened: " + fault.getMessage() + advice;
    }

    /** Whether only mode, owner or group differ. */
    boolean isSamePlace(SlotSocket other) {
        return role == other.role && path.equals(other.path);
    }

    private static Role role(String text) {
        return switch (text) {
            case "listen" -> Role.LISTEN;
            case "connect" -> Role.CONNECT;
            default -> throw new IllegalArgumentException();
        };
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static int octal(String text) {
        int mode = Integer.parseInt(text, 8);
        if (mode < 0 || mode > 0777) {
            throw new IllegalArgumentException();
        }
        return mode;
    }
}
