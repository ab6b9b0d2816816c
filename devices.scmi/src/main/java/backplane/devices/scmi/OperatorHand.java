// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.protocol.ScmiProtocol;
import backplane.devices.scmi.resource.Sensor;
import backplane.devices.scmi.simulated.PlatformScript;
import backplane.devices.scmi.simulated.SimulatedValue;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator, or a script in the operator's place, does to a platform. On the platform's thread. */
final class OperatorHand {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorHand.class);
    private static final String NONE = "none";

    private final SharedPlatform platform;

    OperatorHand(SharedPlatform platform) {
        this.platform = platform;
    }

    /**
     * Sets a domain until votes say otherwise, and tells whoever listens.
     *
     * @throws IllegalArgumentException naming what was wrong
     */
    void set(String kind, String name, long value) throws KernelFault {
        ScmiProtocol protocol = protocol(kind);
        protocol.force(domain(protocol, name), value);
    }

    private ScmiProtocol protocol(String kind) {
        return platform.protocols().protocols().stream().filter(one -> one.kind().equals(kind)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no '" + kind + "'; there are "
                        + platform.protocols().protocols()));
    }

    private static int domain(ScmiProtocol protocol, String name) {
        for (int domain = 0; domain < protocol.domains(); domain++) {
            if (protocol.name(domain).equals(name)) {
                return domain;
            }
        }
        throw new IllegalArgumentException("'" + protocol.kind() + "' has no '" + name + "'; scmi:domains lists them");
    }

    /**
     * Sets a simulated sensor, all axes of it one after another.
     *
     * @throws IllegalArgumentException naming what was wrong
     */
    void poke(String name, List<String> values) throws KernelFault {
        int domain = sensor(name, values.size());
        Sensor sensor = platform.resources().sensors().get(domain);
        List<Long> numbers = values.stream().map(SensorPlan::thousandths).toList();
        for (int axis = 0; axis < numbers.size(); axis++) {
            if (!(sensor.axes().get(axis) instanceof SimulatedValue value)) {
                throw new IllegalArgumentException("'" + sensor.name() + "' is measured, not simulated");
            }
            value.set(numbers.get(axis));
        }
        platform.sensors().events().changed(domain);
        platform.poked();
    }

    private int sensor(String name, int values) {
        List<Sensor> sensors = platform.resources().sensors();
        for (int domain = 0; domain < sensors.size(); domain++) {
            Sensor sensor = sensors.get(domain);
            if (sensor.name().equals(name)) {
                if (values > sensor.axes().size()) {
                    throw new IllegalArgumentException("'" + name + "' has " + sensor.axes().size() + " values, not " + values);
                }
                return domain;
            }
        }
        throw new IllegalArgumentException("there is no sensor '" + name + "'; there are " + sensors.stream().map(Sensor::name).toList());
    }

    /**
     * Has each use of a simulated resource fail.
     *
     * @param error the name of an error number, or {@code none}
     * @throws IllegalArgumentException naming what was wrong
     */
    void fault(String kind, String name, String error) {
        platform.resources().simulation().fail(kind, name, errno(error));
    }

    private static Errno errno(String error) {
        if (error.equals(NONE)) {
            return null;
        }
        try {
            return Errno.valueOf(error);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("there is no error '" + error + "'; there are " + NONE + ", EIO, EBUSY, EACCES, EINVAL, "
                    + "ETIMEDOUT and so on, as in errno.h", unknown);
        }
    }

    /** @throws IllegalArgumentException naming the step and what can't be done */
    void check(PlatformScript.Step step) {
        List<String> words = step.words();
        try {
            switch (words.get(0) + (words.size() < 3 ? " too few" : "")) {
                case "poke" -> {
                    sensor(words.get(1), words.size() - 2);
                    words.subList(2, words.size()).forEach(SensorPlan::thousandths);
                }
                case "set" -> {
                    domain(protocol(words.get(1)), words.get(2));
                    Long.parseLong(words.get(3));
                }
                case "fault" -> {
                    errno(words.get(3));
                    if (!platform.resources().simulation().has(words.get(1), words.get(2))) {
                        throw new IllegalArgumentException("no simulated " + words.get(1) + " '" + words.get(2) + "' is there");
                    }
                }
                default -> throw new IllegalArgumentException("allowed is poke SENSOR VALUE..., set KIND DOMAIN VALUE, "
                        + "fault KIND NAME ERROR|none, repeat");
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException(step.place() + ": " + words + ": " + wrong.getMessage(), wrong);
        }
    }

    /** What a vote or a fault refuses now is told, and the script goes on. */
    void follow(PlatformScript.Step step) {
        List<String> words = step.words();
        try {
            switch (words.get(0)) {
                case "poke" -> poke(words.get(1), words.subList(2, words.size()));
                case "set" -> set(words.get(1), words.get(2), Long.parseLong(words.get(3)));
                default -> fault(words.get(1), words.get(2), words.get(3));
            }
        } catch (KernelFault | IllegalArgumentException refused) {
            LOG.warn("{}: {}", step.place(), refused.getMessage());
        }
    }
}
