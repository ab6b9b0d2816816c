// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happens to a host in a soak. Whoever means ill is at a device of its own. */
enum SoakDeed {
    /** All devices of a type are parked, and come back. */
    RESTART_BUNDLE {
        @Override
        void on(SoakTest soak) {
            soak.command("bundle:restart", "backplane.devices." + soak.type());
        }
    },
    /** Another version takes over side by side, and the one before again. */
    UPGRADE {
        @Override
        void on(SoakTest soak) throws Exception {
            String type = soak.type();
            soak.command("upgrade", "--watch", "0", type, soak.next(type).toString());
            soak.command("rollback", "--watch", "0", type);
        }
    },
    SETTINGS {
        @Override
        void on(SoakTest soak) throws Exception {
            Map<String, String> settings = new HashMap<>(FourLoads.devices().get("gpio0"));
            settings.put("names", "a" + soak.random.nextInt(100));
            settings.put("poll-us", soak.random.nextBoolean() ? "adaptive" : "off");
            soak.host.process.configure("gpio0", settings);
        }
    },
    LOOK {
        @Override
        void on(SoakTest soak) {
            for (List<String> words : List.of(List.of("list"), List.of("show", "gpio0"), List.of("health"), List.of("stats", "--queues"),
                    List.of("trace", "--limit", "20", "--seconds", "5", "i2c0"))) {
                soak.command(words.toArray(new String[0]));
            }
        }
    },
    /** Front-ends that get as far as they get, and die there. */
    COMERS_AND_GOERS {
        @Override
        void on(SoakTest soak) throws KernelFault {
            for (int i = 0; i < 20; i++) {
                GpioSession.connect(soak.spare(), soak.kernel, soak.random.nextInt(GpioSession.ALL_STEPS + 1)).close();
            }
        }
    },
    NOISE {
        @Override
        void on(SoakTest soak) throws KernelFault {
            for (int i = 0; i < 20; i++) {
                byte[] bytes = new byte[1 + soak.random.nextInt(400)];
                soak.random.nextBytes(bytes);
                UnixConnection connection = soak.kernel.sockets().connect(soak.spare());
                try {
                    connection.send(ByteBuffer.wrap(bytes));
                } catch (KernelFault hungUp) {
                    // as it may
                } finally {
                    connection.close();
                }
            }
        }
    },
    /** A ring's index jumps, its memory is scribbled over, requests are none. */
    BAD_GUEST {
        @Override
        void on(SoakTest soak) throws KernelFault {
            for (int i = 0; i < 10; i++) {
                try (GpioSession guest = GpioSession.connect(soak.spare(), soak.kernel, GpioSession.ALL_STEPS)) {
                    if (soak.random.nextBoolean()) {
                        guest.frontend.queue(GpioSession.REQUESTS).ring().availIndex(soak.random.nextInt(1 << 16));
                    } else {
                        byte[] request = new byte[soak.random.nextInt(64)];
                        soak.random.nextBytes(request);
                        guest.frontend.queue(GpioSession.REQUESTS).ring().add(List.of(request), soak.random.nextInt(64));
                    }
                    guest.frontend.queue(GpioSession.REQUESTS).submit();
                }
            }
        }
    },
    /** The host ends by SIGKILL, and another process takes over. */
    KILL {
        @Override
        void on(SoakTest soak) throws Exception {
            soak.successor(soak.host::kill);
        }
    },
    /** The host is restarted in good order. */
    RESTART {
        @Override
        void on(SoakTest soak) throws Exception {
            soak.successor(soak.host::restart);
        }
    };

    abstract void on(SoakTest soak) throws Exception;

    /** Whether the process ends by it. */
    boolean endsTheHost() {
        return this == KILL || this == RESTART;
    }

    static Path folder(Path under, String type) {
        return under.resolve("next-" + type);
    }
}
