// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.scmi.PlatformPlan.Named;
import backplane.devices.scmi.protocol.Rights;
import backplane.devices.scmi.resource.Range;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of an SCMI device in its configuration. */
final class ScmiSettings {
    private static final Setting.Parser<List<String>> LIST = Setting.list("", "", "", "").parser();
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    private static final Pattern PLAIN = Pattern.compile(NAME);
    private static final String SOURCE = "(?:@((?:pwm:|i2c:)?/[^ @]{1,255}))?";
    private static final Pattern RANGED = Pattern.compile("(" + NAME + ")=([0-9|./]{1,200})(?:<([A-Za-z0-9._|-]{1,200}))?" + SOURCE);
    private static final Pattern SOURCED = Pattern.compile("(" + NAME + ")" + SOURCE);
    private static final Pattern MADE_OF = Pattern.compile("(" + NAME + ")=([A-Za-z0-9._|-]{1,400})");
    private static final String RANGE = "LOWEST..HIGHEST/STEP or VALUE|VALUE|...";
    private static final String FILE = ", with @/PATH of a file that has the value, @pwm:/PATH of a PWM channel's folder, or "
            + "@i2c:/dev/i2c-N/0xCHIP/0xREGISTER of a register that has the value's place";
    private static final Pattern TRANSITION = Pattern.compile("([a-z]{1,16}(?:/" + NAME + ")?)=([0-9]{1,5})");
    private static final int LONGEST_TRANSITION = 60_000;
    /** Domains of one kind. */
    private static final int MOST = 256;

    static final Setting<String> PLATFORM = new Setting<>("platform", "", "a name, or nothing for one of the device's own",
            "The platform; devices that name the same share it, and one of them describes it", ScmiSettings::platform);
    static final Setting<Rights> ALLOW = new Setting<>("allow", "all", Rights.ALLOWED,
            "What the guest may do with the platform's resources", text -> Rights.parse(LIST.parse(text))).asLive();
    static final Setting<List<SensorPlan>> SENSORS = new Setting<>("sensors", "", SensorPlan.ALLOWED, "Sensors",
            text -> each(text, SensorPlan::parse, SensorPlan::name));
    static final Setting<List<Named>> POWERS = switches("power-domains", "Power domains, on while any guest wants them on");
    static final Setting<List<Named>> PERFORMANCES = new Setting<>("performance", "",
            "a list of NAME=MHZ|MHZ|..., with @/PATH of a file in kHz",
            "Performance domains and their levels", text -> each(text, ScmiSettings::levels, Named::name));
    static final Setting<List<Named>> CLOCKS = new Setting<>("clocks", "",
            "a list of NAME=RATES or NAME=RATES<PARENT|PARENT, RATES in Hz: " + RANGE + FILE, "Clocks",
            text -> each(text, ScmiSettings::ranged, Named::name));
    static final Setting<List<Named>> RESETS = switches("resets", "Reset domains");
    static final Setting<List<Named>> VOLTAGES = new Setting<>("voltages", "",
            "a list of NAME=LEVELS, LEVELS in microvolts: " + RANGE + FILE,
            "Voltage domains", text -> each(text, ScmiSettings::supply, Named::name));
    static final Setting<List<Named>> POWERCAPS = new Setting<>("powercaps", "",
            "a list of NAME=CAPS or NAME=CAPS<PARENT, CAPS in microwatts: LOWEST..HIGHEST/STEP" + FILE, "Limits of power",
            text -> each(text, ScmiSettings::cap, Named::name));
    static final Setting<List<String>> PINS = names("pins", "Pins");
    static final Setting<List<Named>> GROUPS = new Setting<>("pin-groups", "", "a list of NAME=PIN|PIN|...", "Groups of pins",
            text -> each(text, ScmiSettings::madeOf, Named::name));
    static final Setting<List<Named>> FUNCTIONS = new Setting<>("pin-functions", "", "a list of NAME=GROUP|GROUP|...",
            "Functions and the groups that can have them", text -> each(text, ScmiSettings::madeOf, Named::name));
    static final Setting<Boolean> SYSTEM = Setting.flag("system", true, "Whether the guest can be asked to shut down (scmi:request)");

    static final Setting<List<String>> ON_SHUTDOWN = new Setting<>("on-shutdown", "", GuestPower.ALLOWED,
            "What is run when the guest asks for its own end; the environment has BACKPLANE_DEVICE and BACKPLANE_STATE",
            GuestPower::command).asLive();
    static final Setting<List<String>> ON_RESET = new Setting<>("on-reset", "", GuestPower.ALLOWED,
            "What is run when the guest asks for a new start (BACKPLANE_STATE is cold-reset or warm-reset)", GuestPower::command).asLive();
    static final Setting<Map<String, Integer>> TRANSITIONS = new Setting<>("transitions", "",
            "a list of KIND=MILLISECONDS or KIND/NAME=MILLISECONDS, 0 to 60000",
            "How long a change of simulated resources takes; until then they read as before, and delayed responses wait",
            ScmiSettings::transitions);
    static final Setting<String> SCRIPT = new Setting<>("script", "", "nothing, or the absolute path of a file",
            "What happens to simulated resources and when: lines of SECONDS poke|set|fault|repeat ...", ScmiSettings::script);

    static final List<Setting<?>> ALL = List.of(PLATFORM, ALLOW, SENSORS, POWERS, PERFORMANCES, CLOCKS, RESETS, VOLTAGES, POWERCAPS, PINS,
            GROUPS, FUNCTIONS, SYSTEM, ON_SHUTDOWN, ON_RESET, TRANSITIONS, SCRIPT);

    private ScmiSettings() {
    }

    /** The platform that the settings describe. */
    static PlatformPlan plan(DeviceSettings settings) throws SettingRejected {
        return new PlatformPlan(settings.get(POWERS), settings.get(PERFORMANCES), settings.get(CLOCKS), settings.get(SENSORS),
            settings.get(RESETS),
                settings.get(VOLTAGES), settings.get(POWERCAPS), settings.get(PINS), settings.get(GROUPS), settings.get(FUNCTIONS),
                settings.get(SYSTEM), settings.get(TRANSITIONS), settings.get(SCRIPT));
    }

    private static Setting<List<Named>> switches(String key, String help) {
        return new Setting<>(key, "", "a list of NAME or NAME@/PATH, each name once; the file has 0 or 1", help,
                text -> each(text, ScmiSettings::sourced, Named::name));
    }

    private static Setting<List<String>> names(String key, String help) {
        return new Setting<>(key, "", "a list of names, each once", help, text -> each(text, ScmiSettings::name, Function.identity()));
    }

    private static String platform(String text) {
        return text.isEmpty() ? text : name(text);
    }

    private static Map<String, Integer> transitions(String text) {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (String one : LIST.parse(text)) {
            Matcher matcher = TRANSITION.matcher(one);
            require(matcher.matches() && Integer.parseInt(matcher.group(2)) <= LONGEST_TRANSITION);
            require(all.put(matcher.group(1), Integer.parseInt(matcher.group(2))) == null);
        }
        return all;
    }

    private static String script(String text) {
        require(text.isEmpty() || text.startsWith("/"));
        return text;
    }

    private static String name(String text) {
        require(PLAIN.matcher(text).matches());
        return text;
    }

    private static <T> List<T> each(String text, Function<String, T> parser, Function<T, String> name) {
        List<T> all = LIST.parse(text).stream().map(parser).toList();
        require(all.size() <= MOST && new HashSet<>(all.stream().map(name).toList()).size() == all.size());
        return all;
    }

    private static Named ranged(String text) {
        Matcher matcher = RANGED.matcher(text);
        require(matcher.matches());
        List<String> names = matcher.group(3) == null ? List.of() : List.of(matcher.group(3).split("\\|"));
        return new Named(matcher.group(1), range(matcher.group(2)), names, matcher.group(4) == null ? "" : matcher.group(4));
    }

    private static Named sourced(String text) {
        Matcher matcher = SOURCED.matcher(text);
        require(matcher.matches());
        return new Named(matcher.group(1), null, List.of(), matcher.group(2) == null ? "" : matcher.group(2));
    }

    private static Range range(String text) {
        int dots = text.indexOf("..");
        int slash = text.indexOf('/');
        if (dots >= 0) {
            require(slash > dots);
            return new Range(new long[] {Long.parseLong(text.substring(0, dots)), Long.parseLong(text.substring(dots + 2, slash)),
                Long.parseLong(text.substring(slash + 1))}, true);
        }
        return new Range(Arrays.stream(text.split("\\|")).mapToLong(Long::parseLong).toArray(), false);
    }

    private static Named levels(String text) {
        Named named = ranged(text);
        require(named.names().isEmpty() && !named.range().stepped() && named.range().most() <= 2_000_000 && named.range().least() > 0);
        long[] khz = Arrays.stream(named.range().values()).map(mhz -> mhz * 1000).toArray();
        return new Named(named.name(), new Range(khz, false), List.of(), named.source());
    }

    private static Named supply(String text) {
        Named named = ranged(text);
        require(named.names().isEmpty() && named.range().most() <= Integer.MAX_VALUE);
        return named;
    }

    /** Linux refuses all of them when one has a limit of 0. */
    private static Named cap(String text) {
        Named named = ranged(text);
        require(named.range().stepped() && named.names().size() <= 1 && !named.names().contains(named.name()) && named.range().least() > 0
                && named.range().most() <= Integer.MAX_VALUE);
        return named;
    }

    private static Named madeOf(String text) {
        Matcher matcher = MADE_OF.matcher(text);
        require(matcher.matches());
        return new Named(matcher.group(1), null, List.of(matcher.group(2).split("\\|")), "");
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }
}
