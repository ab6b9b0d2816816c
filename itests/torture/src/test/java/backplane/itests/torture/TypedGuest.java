// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A well-behaved front-end of a device of any type, with one request that its driver asks over and over. One thread at a time. */
final class TypedGuest implements AutoCloseable {
    private static final long MEMORY = 2 << 20;
    private static final int RING_SIZE = 64;

    /** A device type: how one is configured, and what is asked. */
    enum Type {
        GPIO(Map.of("type", "gpio"), 2, "0400000000000000", 2),
        I2C(Map.of("type", "i2c", "chips", "lm75@0x48"), 1, "9000000002000000", 3),
        SCMI(Map.of("type", "scmi", "sensors", "cpu=45.5 C"), 2, "00400000", 12),
        SOUND(Map.of("type", "sound"), 4, "00010000000000000100000020000000", 36);

        final Map<String, String> settings;
        private final int queues;
        private final byte[] request;
        private final int answer;

        Type(Map<String, String> settings, int queues, String request, int answer) {
            this.settings = settings;
            this.queues = queues;
            this.request = HexFormat.of().parseHex(request);
            this.answer = answer;
        }

        /** Of many devices, each type in turn. */
        static Type of(int number) {
            return values()[number % values().length];
        }
    }

    /** Of one of many devices. */
    static String name(int number) {
        return Type.of(number).name().toLowerCase(Locale.ROOT) + number;
    }

    /** Many devices, all types in turn: their settings by name. */
    static Map<String, Map<String, String>> devices(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(TypedGuest::name, number -> Type.of(number).settings));
    }

    final ScriptedFrontend frontend;
    private final Type type;

    private TypedGuest(Type type, ScriptedFrontend frontend) {
        this.type = type;
        this.frontend = frontend;
    }

    /** The front-end of one of many devices. */
    static TypedGuest connect(int number, HostProcess host, KernelPorts kernel, long... memory) throws KernelFault {
        return connect(Type.of(number), host.socket(name(number)), kernel, memory);
    }

    /** @param memory bytes of each region; none for one of 2 MiB */
    static TypedGuest connect(Type type, Path socket, KernelPorts kernel, long... memory) throws KernelFault {
        ScriptedFrontend frontend = new ScriptedFrontend(kernel.sockets().connect(socket), kernel, FrontendProfile.QEMU);
        TypedGuest guest = new TypedGuest(type, frontend);
        try {
            frontend.handshake(GpioGuest.SPLIT, type.queues);
            frontend.acceptFeatures();
            frontend.setMemory(memory.length == 0 ? new long[] {MEMORY} : memory);
            frontend.startQueue(0, RING_SIZE);
            guest.request();
            return guest;
        } catch (KernelFault | RuntimeException | AssertionError failure) {
            guest.close();
            throw failure;
        }
    }

    /** Asks once and looks at the answer. */
    void request() throws KernelFault {
        frontend.queue(0).driver().add(List.of(type.request), type.answer);
        frontend.queue(0).submit();
        byte[] answer = frontend.queue(0).await(1).get(0).written();
        if (answer.length != type.answer) {
            throw new AssertionError(type + " answered " + Arrays.toString(answer) + " instead of " + type.answer + " bytes");
        }
    }

    /** As many requests as the ring holds, with one kick, all answered. */
    void flood() throws KernelFault {
        int count = RING_SIZE / 4;
        for (int i = 0; i < count; i++) {
            frontend.queue(0).driver().add(List.of(type.request), type.answer);
        }
        frontend.queue(0).kick();
        frontend.queue(0).submit();
        frontend.queue(0).await(count);
    }

    @Override
    public void close() {
        frontend.close();
    }
}
