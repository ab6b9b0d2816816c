// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import backplane.testkit.HostProcess.Footprint;
import backplane.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does to a front-end at any moment, again and again: QEMU is reset, stopped, unplugged and told to migrate, User Mode
 * Linux is killed. {@code -Dbackplane.storm=10} is ten killed guests, ten unplugged devices, thirty resets and a hundred stops.
 */
@Tag("guest")
class StormTest {
    private static final int ROUNDS = Integer.getInteger("backplane.storm", 3);
    private static final int RESETS = 3 * ROUNDS;
    private static final int STOPS = 10 * ROUNDS;
    /** One reset in so many comes when the devices are busy, the others while the guest boots. */
    private static final int BUSY = 4;
    private static final int LONGEST_STOP = 200;
    /** Of PCI Express hot-plug in Linux: SCMI's transport is found once, at the start. */
    private static final List<String> PLUGGED = List.of("gpio", "i2c", "snd");

    private final long seed = Long.getLong(Seeds.PROPERTY, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    private final Random random = Seeds.random(seed);
    @TempDir
    private Path folder;

    @BeforeEach
    void guests() {
        GuestLab.require();
    }

    private GuestProcess qemu(HostProcess host, List<String> kinds, List<String> more) throws IOException {
        List<String> options = new ArrayList<>(Qmp.options(folder.resolve("qmp")));
        more.forEach(word -> options.addAll(List.of("--qemu", word)));
        return GuestLab.QEMU.boot(AllDevices.sockets(host, kinds), options);
    }

    /** No more than before; there may be less, as a look by the console has a descriptor for a moment. */
    private void assertNothingLeft(HostProcess host, Footprint before) {
        host.awaitThat(() -> {
            Footprint now = host.footprint();
            return now.descriptors() <= before.descriptors() && now.threads().equals(before.threads())
                    && now.mappings() == before.mappings();
        }, () -> "seed " + seed + ": " + host.footprint() + " is left, before there was " + before);
    }

    private void pause(long mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(mostMillis)));
    }

    @Test
    void resetsAtAnyMomentOfTheBootAndUnderLoad() throws IOException {
        long began = System.nanoTime();
        try (HostProcess host = AllDevices.host(folder); GuestProcess guest = qemu(host, AllDevices.KINDS, List.of());
                Qmp qmp = Qmp.connect(folder.resolve("qmp"))) {
            long boot = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) / 2;
            AllDevices devices = new AllDevices(host, guest);
            devices.use();
            Footprint first = host.footprint();
            for (int i = 0; i < RESETS; i++) {
                boolean busy = i % BUSY == 0;
                if (busy) {
                    devices.load(AllDevices.KINDS);
                    devices.awaitAnswers(List.of("snd"));
                }
                pause(busy ? 500 : boot);
                reset(qmp);
                if (i % BUSY == BUSY - 1) {
                    comeUp(guest, qmp);
                }
            }
            reset(qmp);
            comeUp(guest, qmp);
            devices.use();
            assertNothingLeft(host, first);
            AllDevices.assertAllIsWell(host);
            assertThat(host.must("show", "gpio0")).containsPattern("sessions +1\\b");
        }
    }

    private static void reset(Qmp qmp) {
        qmp.must("system_reset");
        qmp.await("RESET");
    }

    /** Waits for the boot that has just begun; what boots before it have said may still be in the pipe. */
    private static void comeUp(GuestProcess guest, Qmp qmp) {
        qmp.must("stop");
        guest.forget();
        qmp.must("cont");
        guest.awaitReady();
    }

    @Test
    void stopsUnderLoadLoseNoRequest() throws IOException {
        try (HostProcess host = AllDevices.host(folder); GuestProcess guest = qemu(host, AllDevices.KINDS, List.of());
                Qmp qmp = Qmp.connect(folder.resolve("qmp"))) {
            AllDevices devices = new AllDevices(host, guest);
            devices.use();
            Footprint first = host.footprint();
            devices.load(AllDevices.KINDS);
            devices.awaitAnswers(AllDevices.KINDS);
            for (int i = 0; i < STOPS; i++) {
                qmp.must("stop");
                pause(LONGEST_STOP);
                qmp.must("cont");
                pause(LONGEST_STOP);
            }
            devices.awaitAnswers(AllDevices.KINDS);
            devices.endLoad(AllDevices.KINDS);
            devices.use();
            assertThat(guest.run("dmesg | grep 'type 2 is not expected'").text()).as("old messages that are read again").isEmpty();
            assertNothingLeft(host, first);
            AllDevices.assertAllIsWell(host);
        }
    }

    /** While two devices are busy the third is taken away under its load and put back, on a new connection or on the former one. */
    @Test
    void devicesAreUnpluggedAndPluggedUnderLoad() throws IOException {
        List<String> ports = new ArrayList<>();
        PLUGGED.forEach(kind -> ports.addAll(List.of("-device", "pcie-root-port,id=port-" + kind + ",chassis=" + ports.size())));
        try (HostProcess host = AllDevices.host(folder); GuestProcess guest = qemu(host, List.of("scmi"), ports);
                Qmp qmp = Qmp.connect(folder.resolve("qmp"))) {
            AllDevices devices = new AllDevices(host, guest);
            for (String kind : PLUGGED) {
                connect(host, qmp, kind);
                plug(qmp, kind);
                devices.use(kind);
            }
            devices.use();
            Footprint first = host.footprint();
            devices.load(AllDevices.KINDS);
            for (int i = 0; i < ROUNDS; i++) {
                String kind = PLUGGED.get(random.nextInt(PLUGGED.size()));
                pause(LONGEST_STOP);
                unplug(guest, qmp, kind);
                if (random.nextBoolean()) {
                    disconnect(host, qmp, kind);
                    connect(host, qmp, kind);
                }
                plug(qmp, kind);
                devices.use(kind);
                guest.run("stop load-" + kind);
                devices.load(List.of(kind));
                devices.awaitAnswers(AllDevices.KINDS);
            }
            devices.endLoad(AllDevices.KINDS);
            devices.use();
            assertNothingLeft(host, first);
            AllDevices.assertAllIsWell(host);
        }
    }

    private static void connect(HostProcess host, Qmp qmp, String kind) {
        qmp.must("chardev-add", "{'id': 'chr-" + kind + "', 'backend': {'type': 'socket', 'data': {'server': false, 'addr': "
                + "{'type': 'unix', 'data': {'path': '" + host.socket(kind + "0") + "'}}}}}");
    }

    private static void disconnect(HostProcess host, Qmp qmp, String kind) {
        // QEMU lets go of it a moment after it has told that the device is gone
        host.awaitThat(() -> !Qmp.isError(qmp.execute("chardev-remove", "{'id': 'chr-" + kind + "'}")), () -> "chr-" + kind + " is busy");
        host.awaitThat(() -> host.must("show", kind + "0").contains("READY"), () -> host.must("show", kind + "0"));
    }

    private static void plug(Qmp qmp, String kind) {
        qmp.must("device_add", "{'driver': 'vhost-user-" + kind + "-pci', 'id': 'dev-" + kind + "', 'bus': 'port-" + kind
                + "', 'chardev': 'chr-" + kind + "'}");
    }

    /** The button is pressed, and somebody in the guest does not wait the five seconds in which it could be pressed again. */
    private void unplug(GuestProcess guest, Qmp qmp, String kind) {
        String slot = guest.must("cd /sys/bus/pci/slots; for i in *; do d=$(cat $i/address); "
                + "for v in /sys/bus/pci/devices/$d.0/virtio*; do "
                + "case $(basename $(readlink $v/driver)) in *" + kind + "*) echo $i;; esac; done; done");
        qmp.must("device_del", "{'id': 'dev-" + kind + "'}");
        if (random.nextBoolean()) {
            guest.run("echo 0 >/sys/bus/pci/slots/" + slot + "/power");
        }
        qmp.await("DEVICE_DELETED", "dev-" + kind);
    }

    @Test
    void aMigrationIsRefusedAndEverythingGoesOn() throws IOException {
        try (HostProcess host = AllDevices.host(folder)) {
            try (GuestProcess guest = qemu(host, AllDevices.KINDS, List.of()); Qmp qmp = Qmp.connect(folder.resolve("qmp"))) {
                AllDevices devices = new AllDevices(host, guest);
                devices.use();
                Footprint first = host.footprint();
                devices.load(AllDevices.KINDS);
                devices.awaitAnswers(AllDevices.KINDS);
                for (int i = 0; i < ROUNDS; i++) {
                    String answer = qmp.execute("migrate", "{'uri': 'exec:cat >/dev/null'}");
                    assertThat(answer).contains("\"error\"").contains("vhost-user-");
                    assertThat(qmp.must("query-status")).contains("running");
                }
                devices.awaitAnswers(AllDevices.KINDS);
                devices.endLoad(AllDevices.KINDS);
                devices.use();
                assertNothingLeft(host, first);
            }
            AllDevices.assertAllIsWell(host);
        }
    }

    /** QEMU connects and waits for a state that never comes, or is none; the next front-end is served. */
    @Test
    void whoWaitsForAMigrationThatFailsIsFollowedByTheNext() throws IOException {
        try (HostProcess host = AllDevices.host(folder)) {
            Footprint first = host.footprint();
            for (String stream : List.of("", "exec:echo this is no state of a machine")) {
                Files.deleteIfExists(folder.resolve("qmp"));
                List<String> options = new ArrayList<>(Qmp.options(folder.resolve("qmp")));
                options.addAll(List.of("--qemu", "-incoming", "--qemu", "defer"));
                try (GuestProcess waiting = GuestLab.QEMU.start(AllDevices.sockets(host, AllDevices.KINDS), options);
                        Qmp qmp = Qmp.connect(folder.resolve("qmp"))) {
                    assertThat(qmp.must("query-status")).contains("inmigrate");
                    for (String kind : AllDevices.KINDS) {
                        assertThat(host.must("show", kind + "0")).contains("CONNECTED");
                    }
                    if (!stream.isEmpty()) {
                        qmp.must("migrate-incoming", "{'uri': '" + stream + "'}");
                        host.awaitThat(() -> !waiting.isAlive(), () -> "QEMU goes on with no state: " + qmp.must("query-status"));
                    }
                }
                host.awaitThat(() -> !host.must("list").contains("CONNECTED"), () -> host.must("list"));
            }
            assertNothingLeft(host, first);
            Files.deleteIfExists(folder.resolve("qmp"));
            try (GuestProcess guest = qemu(host, AllDevices.KINDS, List.of())) {
                new AllDevices(host, guest).use();
            }
            AllDevices.assertAllIsWell(host);
        }
    }

    @Test
    void killedInTheMiddleOfRequestsItIsBackAtOnceWithAllDevices() throws IOException {
        try (HostProcess host = AllDevices.host(folder)) {
            Map<String, Path> sockets = AllDevices.sockets(host, AllDevices.KINDS);
            Footprint first = null;
            for (int i = 0; i <= ROUNDS; i++) {
                try (GuestProcess guest = GuestLab.UML.boot(sockets, List.of())) {
                    AllDevices devices = new AllDevices(host, guest);
                    devices.use();
                    devices.load(AllDevices.KINDS);
                    devices.awaitAnswers(AllDevices.KINDS);
                    pause(LONGEST_STOP);
                }
                host.awaitThat(() -> !host.must("list").contains("CONNECTED"), () -> host.must("list"));
                first = first == null ? host.footprint() : first;
            }
            assertNothingLeft(host, first);
            AllDevices.assertAllIsWell(host);
        }
    }
}
