// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware.inside;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A driver of a sound device, 48 kHz S16 stereo. Arguments: socket, and what it does.
 *
 * <pre>
 *   loop SEED     plays five seconds of noise on stream 0 and records on stream 1, which must be the same
 *   starve        plays on stream 0, gives nothing until the device tells an xrun, goes on, and waits for what it tells then
 *   until FILE    plays a level on stream 0 until the file is there; each message must come back
 *   gaps FILE     prints how long each silence is between the first and the last sound of what was recorded, milliseconds
 * </pre>
 */
public final class SoundCourse {
    private static final int CONTROL = 0;
    private static final int EVENT = 1;
    private static final int TX = 2;
    private static final int RX = 3;
    private static final int SET_PARAMS = 0x0101;
    private static final int PREPARE = 0x0102;
    private static final int RELEASE = 0x0103;
    private static final int START = 0x0104;
    private static final int STOP = 0x0105;
    private static final int XRUN = 0x1101;
    private static final int OK = 0x8000;
    private static final int S16 = 5;
    private static final int R48000 = 7;
    private static final int FRAME = 4;
    private static final int STATUS = 8;
    private static final int PERIODS = 8;
    private static final int LOOPED = 50;

    private final ScriptedFrontend frontend;
    /** What came back and was not asked for yet, by queue. */
    private final List<Deque<UsedChain>> ready = List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
    private int period;

    private SoundCourse(ScriptedFrontend frontend) {
        this.frontend = frontend;
    }

    public static void main(String[] arguments) throws KernelFault, IOException {
        if (arguments[1].equals("gaps")) {
            gaps(Files.readAllBytes(Path.of(arguments[2])));
            return;
        }
        KernelPorts ports = LabKernel.ports();
        try (ScriptedFrontend frontend = new ScriptedFrontend(ports.sockets().connect(Path.of(arguments[0])), ports,
                FrontendProfile.QEMU)) {
            frontend.handshake(FeatureSet.of(VirtioFeature.VERSION_1), 4);
            frontend.acceptFeatures();
            frontend.setMemory(64 << 20);
            for (int queue = 0; queue < 4; queue++) {
                frontend.startQueue(queue, 64);
            }
            SoundCourse course = new SoundCourse(frontend);
            switch (arguments[1]) {
                case "loop" -> course.loop(Long.parseLong(arguments[2]));
                case "starve" -> course.starve();
                default -> course.until(Path.of(arguments[2]));
            }
        }
    }

    private void loop(long seed) throws KernelFault, IOException {
        prepare(0, 4800);
        prepare(1, 4800);
        byte[] noise = new byte[LOOPED * period];
        new Random(seed).nextBytes(noise);
        Arrays.fill(noise, 0, FRAME, (byte) 1);
        ask(START, 1);
        for (int i = 0; i < PERIODS; i++) {
            listen();
        }
        int given = 0;
        while (given < PERIODS) {
            play(Arrays.copyOfRange(noise, given * period, ++given * period));
        }
        ask(START, 0);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        int from = -1;
        while (from < 0 || heard.size() < from + noise.length) {
            heard.writeBytes(Arrays.copyOf(back(RX), period));
            listen();
            for (UsedChain used : frontend.queue(TX).ring().poll()) {
                status(used.written());
                int next = Math.min(given++, LOOPED);
                play(next < LOOPED ? Arrays.copyOfRange(noise, next * period, (next + 1) * period) : new byte[period]);
            }
            if (from < 0) {
                from = firstSound(heard.toByteArray());
            }
            if (heard.size() > 3 * noise.length) {
                throw new AssertionError("nothing is heard of what is played");
            }
        }
        byte[] same = Arrays.copyOfRange(heard.toByteArray(), from, from + noise.length);
        int differs = Arrays.mismatch(same, noise);
        say(differs < 0 ? "identical " + noise.length : "differs at byte " + differs + " of " + noise.length + ", heard from " + from);
        ask(STOP, 0);
        ask(STOP, 1);
        ask(RELEASE, 0);
        ask(RELEASE, 1);
    }

    private static int firstSound(byte[] heard) {
        for (int at = 0; at < heard.length; at++) {
            if (heard[at] != 0) {
                return at;
            }
        }
        return -1;
    }

    private void starve() throws KernelFault, IOException {
        prepare(0, 1200);
        for (int i = 0; i < PERIODS; i++) {
            frontend.queue(EVENT).ring().add(List.of(), STATUS);
        }
        frontend.queue(EVENT).submit();
        playAll();
        ask(START, 0);
        backAll();
        xrun("nothing was given");
        playAll();
        xrun("the card had run dry");
        backAll();
        ask(STOP, 0);
        ask(RELEASE, 0);
    }

    private void xrun(String why) throws KernelFault, IOException {
        ByteBuffer event = ByteBuffer.wrap(back(EVENT)).order(ByteOrder.LITTLE_ENDIAN);
        if (event.getInt(0) != XRUN || event.getInt(Integer.BYTES) != 0) {
            throw new AssertionError("event " + Integer.toHexString(event.getInt(0)) + " of " + event.getInt(Integer.BYTES));
        }
        say("xrun: " + why);
    }

    private void until(Path file) throws KernelFault, IOException {
        prepare(0, 2400);
        byte[] level = new byte[period];
        Arrays.fill(level, (byte) 1);
        for (int i = 0; i < PERIODS; i++) {
            play(level);
        }
        ask(START, 0);
        say("started");
        int count = 0;
        while (!Files.exists(file)) {
            status(back(TX));
            play(level);
            count++;
        }
        backAll();
        ask(STOP, 0);
        ask(RELEASE, 0);
        say("played " + count);
    }

    private static void gaps(byte[] heard) throws IOException {
        int silent = -1;
        for (int at = 0; at + FRAME <= heard.length; at += FRAME) {
            if (heard[at] == 0) {
                continue;
            }
            if (silent >= 0 && at - silent > FRAME) {
                say(Integer.toString((at - silent - FRAME) / FRAME * 1000 / 48_000));
            }
            silent = at;
        }
        if (silent < 0) {
            throw new AssertionError("nothing is heard in " + heard.length + " bytes");
        }
    }

    private void prepare(int stream, int frames) throws KernelFault {
        period = frames * FRAME;
        ByteBuffer params = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(SET_PARAMS).putInt(stream)
                .putInt(PERIODS * period).putInt(period).putInt(stream == 0 ? 1 << 4 : 0).put((byte) 2).put((byte) S16).put((byte) R48000);
        request(params.array());
        ask(PREPARE, stream);
    }

    private void ask(int code, int stream) throws KernelFault {
        request(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(code).putInt(stream).array());
    }

    private void request(byte[] request) throws KernelFault {
        frontend.queue(CONTROL).ring().add(List.of(request), Integer.BYTES);
        frontend.queue(CONTROL).submit();
        int answer = ByteBuffer.wrap(back(CONTROL)).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (answer != OK) {
            throw new AssertionError("request " + Arrays.toString(request) + " is answered " + Integer.toHexString(answer));
        }
    }

    private void playAll() throws KernelFault {
        for (int i = 0; i < PERIODS; i++) {
            play(new byte[period]);
        }
    }

    private void play(byte[] frames) throws KernelFault {
        frontend.queue(TX).ring().add(List.of(new byte[Integer.BYTES], frames), STATUS);
        frontend.queue(TX).submit();
    }

    private void listen() throws KernelFault {
        frontend.queue(RX).ring().add(List.of(new byte[] {1, 0, 0, 0}), period + STATUS);
        frontend.queue(RX).submit();
    }

    /** What the next chain that comes back was written. */
    private byte[] back(int queue) throws KernelFault {
        if (ready.get(queue).isEmpty()) {
            ready.get(queue).addAll(frontend.queue(queue).await(1));
        }
        return ready.get(queue).remove().written();
    }

    private void backAll() throws KernelFault {
        for (int i = 0; i < PERIODS; i++) {
            status(back(TX));
        }
    }

    private static void status(byte[] status) {
        int code = ByteBuffer.wrap(status).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (code != OK && code != 0x8003) {
            throw new AssertionError("a message is answered " + Integer.toHexString(code));
        }
    }

    private static void say(String line) throws IOException {
        new FileOutputStream(FileDescriptor.out).write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
