// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

/** A chip of the kernel's gpio-sim in the lab (Documentation/admin-guide/gpio/gpio-sim.rst), one bank. One thread. */
final class GpioSim {
    private final HardwareLab lab;
    private final String folder;
    private String sysfs = "";
    private String chip = "";

    /** @param names of the lines, in order */
    GpioSim(HardwareLab lab, String label, String... names) {
        this.lab = lab;
        this.folder = "/sys/kernel/config/gpio-sim/" + label;
        lab.must("mkdir -p " + folder + "/bank && echo " + label + " >" + folder + "/bank/label && echo " + names.length + " >" + folder
                + "/bank/num_lines");
        for (int line = 0; line < names.length; line++) {
            lab.must("mkdir " + folder + "/bank/line" + line + " && echo " + names[line] + " >" + folder + "/bank/line" + line + "/name");
        }
        plug();
    }

    /** The chip comes, or comes back. */
    void plug() {
        lab.must("echo 1 >" + folder + "/live");
        chip = lab.must("cat " + folder + "/bank/chip_name").strip();
        sysfs = "/sys/devices/platform/" + lab.must("cat " + folder + "/dev_name").strip() + "/" + chip;
    }

    /** The chip goes, whoever uses it. */
    void unplug() {
        lab.must("echo 0 >" + folder + "/live");
    }

    /** Such as {@code gpiochip0}. */
    String chip() {
        return chip;
    }

    /** The folder of a line, with {@code pull} and {@code value}. */
    String line(int line) {
        return sysfs + "/sim_gpio" + line;
    }

    void pull(int line, boolean up) {
        lab.must("echo pull-" + (up ? "up" : "down") + " >" + line(line) + "/pull");
    }

    String pull(int line) {
        return lab.must("cat " + line(line) + "/pull").strip();
    }

    int value(int line) {
        return Integer.parseInt(lab.must("cat " + line(line) + "/value").strip());
    }

    /** What the kernel tells of a line, as gpioinfo shows it. */
    String describe(int line) {
        return lab.must("gpioinfo -c " + chip).lines().filter(text -> text.matches("\\s*line\\s+" + line + ":.*")).findFirst().orElse("");
    }
}
