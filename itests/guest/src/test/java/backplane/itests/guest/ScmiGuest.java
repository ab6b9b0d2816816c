// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Linux's own SCMI drivers on the device: one host and one guest for all of it. The guest's tree is lab/scmi.dtsi. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ScmiGuest {
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("type", "scmi"),
            Map.entry("sensors", "cpu=45.5 C, vdd=3.3 V, accel=0.1|0.2|9.81 m/s2"),
            Map.entry("power-domains", "gpu, video"),
            Map.entry("performance", "cpu=400|800|1200"),
            Map.entry("clocks", "uart=24000000|48000000, pixel=25000000..150000000/1000"),
            Map.entry("resets", "can0"),
            Map.entry("voltages", "core=600000..1300000/12500"),
            Map.entry("powercaps", "package=1000000..15000000/1000"),
            Map.entry("pins", "p0, p1, p2"),
            Map.entry("pin-groups", "uart0=p0|p1, spare=p2"),
            Map.entry("pin-functions", "uart=uart0, gpio=uart0|spare"));
    private static final String HWMON = "/sys/class/hwmon/hwmon0/";
    private static final String CONSUMER = "/sys/kernel/debug/backplane-consumer/";
    private static final String RAW = "/sys/kernel/debug/scmi/0/raw/message";

    final GuestLab lab;
    HostProcess host;
    GuestProcess guest;

    ScmiGuest(GuestLab lab) {
        this.lab = lab;
    }

    /** What the guest's wish for a new start leaves there. */
    private Path asked;

    @BeforeAll
    void boot(@TempDir Path folder) throws IOException {
        GuestLab.require();
        asked = folder.resolve("asked");
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("on-reset", "/usr/bin/touch " + asked);
        settings.put("transitions", "power/video=100");
        host = HostProcess.start(GuestLab.ROOT, folder, Map.of("scmi0", settings));
        guest = lab.boot("scmi", host.socket("scmi0"));
    }

    @AfterAll
    void end() {
        GuestLab.end(guest, host);
    }

    String shown(String line) {
        return host.must("scmi", "show", "scmi0").lines().filter(text -> text.startsWith(line)).findFirst().orElse("no " + line);
    }

    void order(String order) {
        guest.must("echo " + order + " >" + CONSUMER + "do");
    }

    @Test
    void hwmonReadsWhatTheSensorsShow() {
        assertThat(guest.must("cat " + HWMON + "temp1_label " + HWMON + "temp1_input " + HWMON + "in0_input"))
                .isEqualTo("cpu\n45500\n3300");
        host.must("scmi", "poke", "scmi0", "cpu", "71.25");
        assertThat(guest.must("cat " + HWMON + "temp1_input")).isEqualTo("71250");
        host.must("scmi", "poke", "scmi0", "cpu", "45.5");
    }

    /** The operator's commands, with a guest at the other end. */
    @Test
    void theOperatorSeesAndSetsWhatTheGuestHas() {
        assertThat(host.must("scmi", "domains", "scmi0")).containsPattern("sensor +0 +cpu +(read|write)");
        host.must("scmi", "trace", "scmi0", "on");
        guest.must("cat " + HWMON + "temp1_input");
        assertThat(host.must("scmi", "trace", "scmi0")).contains("sensor SENSOR_READING_GET 00000000 00000001 -> SUCCESS",
                "sensor SENSOR_READING_GET delayed 00000000 00000000 0000b1bc");
        host.must("scmi", "trace", "scmi0", "off");
        assertThat(host.ctl("scmi", "set", "scmi0", "power", "nothing", "1").status()).isEqualTo(1);
    }

    @Test
    void iioReadsTheAxesOfAnAccelerometer() {
        String device = "/sys/bus/iio/devices/iio:device0/";
        assertThat(guest.must("cat " + device + "name " + device + "in_accel_x_raw " + device + "in_accel_z_raw " + device
                + "in_accel_z_scale")).isEqualTo("accel\n100\n9810\n0.001000000");
        host.must("scmi", "poke", "scmi0", "accel", "--", "-1.5", "0", "9.81");
        assertThat(guest.must("cat " + device + "in_accel_x_raw")).isEqualTo("-1500");
    }

    /** Updates come by the eventq: the driver asks for none itself while its buffer is on. */
    @Test
    void iioGetsUpdatesThroughItsBuffer() {
        String device = "/sys/bus/iio/devices/iio:device0/";
        guest.must("cd " + device + "; for i in scan_elements/*_en; do echo 0 >$i; done; echo 1 >scan_elements/in_accel_x_en");
        guest.must("echo 1 >" + device + "buffer/enable");
        guest.watch("iio", "dd if=/dev/iio:device0 bs=8 count=3 2>/dev/null | od -An -v -w8 -td8");
        assertThat(guest.nextOf("iio").strip()).as("a sample each second").matches("-?[0-9]+");
        guest.must("echo 0 >" + device + "buffer/enable");
    }

    @Test
    void clocksAreDriven() {
        order("clk 0 rate 48000000");
        order("clk 0 enable");
        assertThat(shown("clock uart")).isEqualTo("clock uart 48000000 Hz on (votes: 1=1)");
        order("clk 0 disable");
        assertThat(shown("clock uart")).startsWith("clock uart 48000000 Hz off");
        order("clk 1 rate 74250000");
        assertThat(guest.must("cat " + CONSUMER + "state")).contains("clk 1 off 74250000");
    }

    @Test
    void resetsAreDriven() {
        order("reset 0 assert");
        assertThat(shown("reset can0")).isEqualTo("reset can0 asserted");
        order("reset 0 deassert");
        assertThat(shown("reset can0")).isEqualTo("reset can0 released");
        order("reset 0 pulse");
    }

    @Test
    void regulatorsAreDriven() {
        order("supply 0 voltage 1100000");
        order("supply 0 enable");
        assertThat(shown("voltage core")).startsWith("voltage core 1100000 uV on");
        order("supply 0 disable");
        assertThat(shown("voltage core")).startsWith("voltage core 1100000 uV off");
    }

    @Test
    void powercapZonesShowUpAndTakeALimit() {
        String zone = "/sys/class/powercap/arm-scmi:0/";
        assertThat(guest.must("cat " + zone + "name " + zone + "power_uw")).isEqualTo("package\n1000000");
        guest.must("echo 5000000 >" + zone + "constraint_0_power_limit_uw");
        assertThat(shown("powercap package")).contains("package 5000000 uW");
    }

    @Test
    void pinctrlListsItsPinsAndFunctions() {
        assertThat(guest.must("cat /sys/kernel/debug/pinctrl/*/pins")).contains("registered pins: 3").contains("(p2)");
        assertThat(guest.must("cat /sys/kernel/debug/pinctrl/*/pinmux-functions")).contains("gpio, groups = [ uart0 spare ]");
    }

    /** PERFORMANCE_LEVEL_GET of domain 0, then POWER_STATE_GET of domain 1. */
    @Test
    void messagesGoThroughTheKernelsRawInterface() {
        assertThat(raw("\\010\\114\\000\\000\\000\\000\\000\\000")).startsWith("08 4c 00 00 00 00 00 00");
        assertThat(raw("\\005\\104\\000\\000\\001\\000\\000\\000")).startsWith("05 44 00 00 00 00 00 00");
        assertThat(raw("\\005\\104\\000\\000\\011\\000\\000\\000")).as("no such domain").isEqualTo("05 44 00 00 fc ff ff ff");
    }

    /** SYSTEM_POWER_STATE_SET, cold reset: the operator's command is run. */
    @Test
    void theGuestsWishForANewStartIsTheOperatorsCommand() {
        assertThat(raw("\\003\\110\\000\\000\\000\\000\\000\\000\\001\\000\\000\\000")).isEqualTo("03 48 00 00 00 00 00 00");
        host.awaitThat(() -> Files.exists(asked), () -> "nobody made " + asked);
    }

    /** The kernel chooses the token itself, so the upper half of the header is not looked at. */
    private String raw(String bytes) {
        String text = guest.must("exec 3<>" + RAW + "; printf '" + bytes + "' >&3; dd bs=128 count=1 <&3 2>/dev/null | od -An -v -tx1")
                .replaceAll("\\s+", " ").strip();
        return text.substring(0, 6) + "00 00" + text.substring(11);
    }

    /** One more sensor makes another device, which has what the guest had set, and tells what the guest wanted to be told. */
    @Test
    void anotherDeviceGoesOnWithTheGuestsVotesAndUpdates() throws IOException {
        order("clk 0 enable");
        String accelerometer = "/sys/bus/iio/devices/iio:device0/";
        guest.must("cd " + accelerometer + "; for i in scan_elements/*_en; do echo 0 >$i; done; echo 1 >scan_elements/in_accel_x_en");
        guest.must("echo 1 >" + accelerometer + "buffer/enable");
        Map<String, String> more = new HashMap<>(SETTINGS);
        more.put("on-reset", "/usr/bin/touch " + asked);
        more.put("sensors", SETTINGS.get("sensors") + ", more=1 V");
        host.configure("scmi0", more);
        host.awaitThat(() -> shown("sensor more").equals("sensor more 1.000 V"), () -> host.must("show", "scmi0"));
        assertThat(shown("clock uart")).contains(" Hz on");
        guest.must("dd if=/dev/iio:device0 iflag=nonblock bs=8 of=/dev/null 2>/dev/null || true");
        guest.watch("iio-after", "dd if=/dev/iio:device0 bs=8 count=2 2>/dev/null | od -An -v -w8 -td8");
        assertThat(guest.nextOf("iio-after").strip()).as("a sample of the second device").matches("-?[0-9]+");
        guest.must("echo 0 >" + accelerometer + "buffer/enable");
        order("clk 0 disable");
        assertThat(shown("clock uart")).contains(" Hz off");
        assertThat(guest.must("cat " + HWMON + "in0_input")).isEqualTo("3300");
    }
}
