// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.RegionMapping;
import backplane.testkit.DriverRing.Descriptor;
import backplane.testkit.GuestQueue;
import backplane.testkit.Payloads;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.VringAddress;
import backplane.virtio.VirtqDesc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The kinds of attack. Each is a generator: what it sends is made of the victim's random numbers alone. */
enum Torture {
    /** Any request number, version, flags and announced size. */
    HEADERS {
        @Override
        void on(Victim victim) throws KernelFault {
            Random random = victim.random;
            int size = random.nextInt(64);
            victim.unframed = true;
            victim.link().send((int) victim.small(50), (int) victim.small(16), random.nextBoolean() ? size : (int) victim.edge(),
                    victim.payload(size));
        }
    },
    /** One byte too few or too many, or any number of them. */
    SIZES {
        @Override
        void on(Victim victim) throws KernelFault {
            FrontendRequest row = victim.row();
            int near = victim.random.nextBoolean() ? row.payload().min() - 1 : row.payload().max() + 1;
            int size = victim.random.nextInt(3) == 0 ? victim.random.nextInt(300) : near;
            victim.send(row, victim.payload(Math.min(4096, Math.max(0, size))), victim.fds.some(victim.random, victim.fdCount(row)));
        }
    },
    /** Messages of the right size whose numbers are wrong, several in a row. */
    PAYLOADS {
        @Override
        void on(Victim victim) throws KernelFault {
            for (int i = victim.random.nextInt(6); i >= 0; i--) {
                FrontendRequest row = victim.row();
                victim.send(row, victim.fitting(row), victim.fds.some(victim.random, victim.fdCount(row)));
            }
        }
    },
    /** Descriptors that are missing, too many, or of the wrong kind, where the payload is right. */
    DESCRIPTORS {
        private static final FrontendRequest[] ROWS = {FrontendRequest.SET_VRING_KICK, FrontendRequest.SET_VRING_CALL,
            FrontendRequest.SET_VRING_ERR, FrontendRequest.SET_BACKEND_REQ_FD, FrontendRequest.SET_LOG_FD};

        @Override
        void on(Victim victim) throws KernelFault {
            for (int i = victim.random.nextInt(4); i >= 0; i--) {
                FrontendRequest row = ROWS[victim.random.nextInt(ROWS.length)];
                int count = victim.random.nextInt(3) == 0 ? victim.random.nextInt(254) : 1;
                ByteBuffer payload = row.payload().min() == 0 ? Payloads.none()
                        : Payloads.word(victim.random.nextInt(2) | (victim.random.nextInt(5) == 0 ? 0x100 : 0));
                victim.send(row, payload, victim.fds.some(victim.random, count));
                victim.frontend.queue(0).kick();
            }
        }
    },
    /** Bytes one by one, and descriptors with each of them. */
    HOARDED_DESCRIPTORS {
        @Override
        void on(Victim victim) throws KernelFault {
            victim.unframed = true;
            OwnedFd[] many = victim.fds.some(victim.random, 1 + victim.random.nextInt(60));
            ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putInt(2).putInt(1).putInt(4096).flip();
            victim.link().sendRaw(head, many);
            for (int i = 0; i < 20; i++) {
                victim.link().sendRaw(ByteBuffer.allocate(1), many);
            }
        }
    },
    /** A message that ends somewhere, and the connection with it. */
    CUTS {
        @Override
        void on(Victim victim) throws KernelFault {
            FrontendRequest row = victim.row();
            ByteBuffer payload = victim.fitting(row);
            ByteBuffer whole = ByteBuffer.allocate(12 + payload.remaining()).order(ByteOrder.nativeOrder())
                    .putInt(row.code()).putInt(victim.flags()).putInt(payload.remaining()).put(payload);
            victim.unframed = true;
            victim.link().sendRaw(whole.flip().limit(victim.random.nextInt(whole.limit()) + 1),
                    victim.fds.some(victim.random, victim.fdCount(row)));
        }
    },
    /** Regions that overlap, wrap around, are misaligned, empty, or longer than their files. */
    REGIONS {
        @Override
        void on(Victim victim) throws KernelFault {
            Random random = victim.random;
            List<RegionMapping> regions = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            ByteBuffer payload = ByteBuffer.allocate(8 + 32 * count).order(ByteOrder.nativeOrder());
            payload.putLong(0, random.nextInt(8) == 0 ? victim.edge() : count);
            OwnedFd[] files = new OwnedFd[count];
            for (int i = 0; i < count; i++) {
                long at = 8 + 32L * i;
                payload.putLong((int) at, victim.small(4) << 12).putLong((int) at + 8, 4096 * victim.small(3) + random.nextInt(2))
                        .putLong((int) at + 16, victim.small(4) << 12).putLong((int) at + 24, victim.small(2));
                files[i] = random.nextInt(8) == 0 ? victim.fds.any(random) : victim.fds.memory(8192);
            }
            if (random.nextBoolean()) {
                victim.send(FrontendRequest.SET_MEM_TABLE, payload, files);
            } else {
                ByteBuffer one = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder()).put(8, payload, 8, 32);
                victim.send(random.nextInt(3) == 0 ? FrontendRequest.REM_MEM_REG : FrontendRequest.ADD_MEM_REG, one, files[0]);
            }
            victim.frontend.queue(0).kick();
        }
    },
    /** The running ring loses its memory, and gets it back elsewhere. */
    MEMORY_REPLACED {
        @Override
        void on(Victim victim) throws KernelFault {
            RegionMapping here = victim.frontend.memory().regions().get(0).mapping();
            victim.send(FrontendRequest.SET_MEM_TABLE, Payloads.table(List.of(new RegionMapping(
                    here.guest().plus(4096L * victim.random.nextInt(3)), 4096L * (1 + victim.random.nextInt(600)),
                    new FrontendAddress(here.frontend().value() + 4096L * victim.random.nextInt(3)), 0)), victim.random.nextBoolean()),
                    victim.fds.memory(8 << 20));
            victim.frontend.queue(0).kick();
        }
    },
    /** Rings that overlap, wrap around, are misaligned or outside of memory, of every size and base. */
    RINGS {
        @Override
        void on(Victim victim) throws KernelFault {
            Random random = victim.random;
            FrontendAddress start = victim.frontend.memory().regions().get(0).mapping().frontend();
            int index = random.nextInt(2);
            if (random.nextBoolean()) {
                victim.send(FrontendRequest.GET_VRING_BASE, Payloads.state(index, 0));
            }
            victim.send(FrontendRequest.SET_VRING_NUM, Payloads.state(index,
                    random.nextInt(3) == 0 ? victim.edge() : 1 << random.nextInt(9)));
            victim.send(FrontendRequest.SET_VRING_BASE, Payloads.state(index, victim.small(70_000)));
            victim.send(FrontendRequest.SET_VRING_ADDR, Payloads.address(new VringAddress(index, random.nextInt(4) == 0,
                    place(victim, start), place(victim, start), place(victim, start), new GuestAddress(victim.edge()))));
            victim.send(FrontendRequest.SET_VRING_KICK, Payloads.word(index), victim.frontend.queue(0).kickFd().fd());
            victim.send(FrontendRequest.SET_VRING_ENABLE, Payloads.state(index, 1));
            victim.frontend.queue(0).kick();
        }

        private FrontendAddress place(Victim victim, FrontendAddress start) {
            long near = victim.random.nextInt(3) == 0 ? (2 << 20) - victim.random.nextInt(4096) : 16L * victim.random.nextInt(1 << 17);
            return new FrontendAddress(victim.random.nextInt(4) == 0 ? victim.edge() : start.value() + near);
        }
    },
    /** Chains with loops, ends out of range, tables that are nested, misaligned or empty, and lengths that overflow. */
    CHAINS {
        @Override
        void on(Victim victim) throws KernelFault {
            GuestQueue queue = victim.frontend.queue(0);
            GuestAddress table = queue.ring().allocate(4096);
            for (int slot = 0; slot < GpioGuest.RING_SIZE; slot++) {
                Descriptor descriptor = descriptor(victim, table);
                queue.ring().descriptor(slot, descriptor.address(), descriptor.length(), descriptor.flags(), descriptor.next());
            }
            for (int slot = 0; slot < 64; slot++) {
                queue.ring().descriptorIn(table, slot, descriptor(victim, table));
            }
            for (int i = victim.random.nextInt(GpioGuest.RING_SIZE); i >= 0; i--) {
                queue.ring().offer((int) victim.small(GpioGuest.RING_SIZE) & 0xffff);
            }
            queue.ring().publish();
            queue.kick();
        }

        private Descriptor descriptor(Victim victim, GuestAddress table) {
            Random random = victim.random;
            boolean indirect = random.nextInt(3) == 0;
            long address = random.nextInt(5) == 0 ? victim.edge() : table.value() + random.nextInt(5000);
            long length = indirect ? 16L * random.nextInt(70) + random.nextInt(2) * random.nextInt(16) : victim.small(64);
            int flags = indirect ? VirtqDesc.F_INDIRECT | random.nextInt(4) * random.nextInt(2) : random.nextInt(4);
            return new Descriptor(address, length & 0xffff_ffffL, random.nextInt(20) == 0 ? random.nextInt(65536) : flags,
                    (int) victim.small(GpioGuest.RING_SIZE) & 0xffff);
        }
    },
    /** The same in a packed ring, where the flags say whose a descriptor is, and the wrap counter is wrong at times. */
    PACKED_CHAINS {
        @Override
        void on(Victim victim) throws KernelFault {
            Random random = victim.random;
            GuestQueue queue = victim.frontend.queue(0);
            GuestAddress ring = queue.driver().descriptorTable();
            ByteBuffer bytes = victim.frontend.memory().at(ring, 8192);
            for (int at = 4096 + 16 * 64 - 16; at >= 0; at -= at == 4096 ? 4096 - 16 * (GpioGuest.RING_SIZE - 1) : 16) {
                bytes.putLong(at, random.nextInt(6) == 0 ? victim.edge() : ring.value() + 4096 + random.nextInt(4000));
                bytes.putInt(at + 8, (int) (random.nextBoolean() ? victim.small(64) : 16L * random.nextInt(70)));
                bytes.putShort(at + 12, (short) victim.small(70_000));
                int flags = random.nextInt(3) == 0 ? VirtqDesc.F_INDIRECT : random.nextInt(4);
                bytes.putShort(at + 14, (short) (random.nextInt(10) == 0 ? random.nextInt(65536) : flags | 1 << 7));
            }
            queue.kick();
        }
    },
    /** The available index jumps, and used_event with it. */
    INDEXES {
        @Override
        void on(Victim victim) throws KernelFault {
            GuestQueue queue = victim.frontend.queue(0);
            for (int i = victim.random.nextInt(8); i >= 0; i--) {
                queue.ring().availIndex((int) victim.small(40) & 0xffff);
                queue.ring().usedEvent((int) victim.small(40) & 0xffff);
                queue.kick();
            }
        }
    },
    /** Every byte of the ring and of its buffers changes while the device works. */
    SCRIBBLES {
        @Override
        void on(Victim victim) throws KernelFault {
            GuestQueue queue = victim.frontend.queue(0);
            ByteBuffer bytes = victim.frontend.memory().at(queue.driver().descriptorTable(), 4096);
            for (int i = victim.random.nextInt(400); i >= 0; i--) {
                bytes.put(victim.random.nextInt(600), (byte) victim.small(256));
                if (i % 16 == 0) {
                    queue.kick();
                }
            }
        }
    },
    /** The files of guest memory are cut under the running ring, or before memory is mapped. */
    TRUNCATIONS {
        @Override
        void on(Victim victim) throws KernelFault {
            if (victim.random.nextBoolean()) {
                RawFds.Raw file = victim.fds.memory(1 << 20);
                victim.send(FrontendRequest.ADD_MEM_REG, Payloads.region(new RegionMapping(new GuestAddress(1L << 36), 1 << 20,
                        new FrontendAddress(1L << 36), 0)), file);
                file.truncate(victim.random.nextInt(3) * 4096L);
            }
            victim.fds.truncateAll(victim.random.nextInt(2) * 4096L * victim.random.nextInt(8));
            victim.frontend.queue(0).kick();
            victim.send(FrontendRequest.GET_VRING_BASE, Payloads.state(0, 0));
            victim.send(FrontendRequest.SET_VRING_KICK, Payloads.word(0), victim.frontend.queue(0).kickFd().fd());
        }
    },
    /** Hundreds of messages, and nobody reads the replies at first; kicks without end. */
    FLOODS {
        @Override
        void on(Victim victim) throws KernelFault {
            for (int i = 50 + victim.random.nextInt(200); i >= 0; i--) {
                victim.send(FrontendRequest.GET_FEATURES, Payloads.none());
                victim.frontend.queue(0).kick();
            }
        }
    },
    /** A device's state that is no state, from whatever is no stream. */
    STATES {
        @Override
        void on(Victim victim) throws KernelFault {
            Random random = victim.random;
            if (random.nextBoolean()) {
                victim.send(FrontendRequest.GET_VRING_BASE, Payloads.state(0, 0));
            }
            ByteBuffer way = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(random.nextInt(5) == 0 ? (int) victim.edge()
                    : random.nextInt(2)).putInt(random.nextInt(5) == 0 ? 1 : 0).flip();
            RawFds.Raw[] pipe = victim.fds.pipe();
            OwnedFd sent = random.nextInt(4) == 0 ? victim.fds.any(random) : pipe[random.nextInt(2)];
            victim.send(FrontendRequest.SET_DEVICE_STATE_FD, way, sent);
            victim.fds.close();
            if (random.nextBoolean()) {
                victim.send(FrontendRequest.CHECK_DEVICE_STATE, Payloads.none());
            }
        }
    },
    /** In-flight tables full of nonsense, too short, cut, or of other sizes than the rings. */
    INFLIGHT {
        @Override
        void on(Victim victim) throws KernelFault {
            Random random = victim.random;
            RawFds.Raw file = victim.fds.memory(random.nextInt(4) * 4096L);
            ByteBuffer area = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder()).putLong(victim.random.nextInt(3) == 0
                    ? victim.edge() : 4096L * random.nextInt(4)).putLong(random.nextInt(3) == 0 ? victim.edge() : 0)
                    .putShort((short) victim.small(3)).putShort((short) (1 << random.nextInt(10))).putInt(0).flip();
            victim.send(FrontendRequest.GET_VRING_BASE, Payloads.state(0, 0));
            victim.send(FrontendRequest.GET_INFLIGHT_FD, area.duplicate());
            victim.send(FrontendRequest.SET_INFLIGHT_FD, area, file);
            file.truncate(random.nextInt(3) * 4096L);
            victim.send(FrontendRequest.SET_VRING_KICK, Payloads.word(0), victim.frontend.queue(0).kickFd().fd());
            victim.frontend.queue(0).kick();
        }
    },
    /** A dirty log that is too short, cut, or nowhere. */
    LOGS {
        @Override
        void on(Victim victim) throws KernelFault {
            RawFds.Raw file = victim.fds.memory(victim.random.nextInt(64) * 4096L);
            ByteBuffer area = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder())
                    .putLong(victim.random.nextBoolean() ? victim.edge() : 32 * 4096L).putLong(victim.small(2)).flip();
            victim.send(FrontendRequest.SET_LOG_BASE, area, file);
            victim.send(FrontendRequest.SET_FEATURES, Payloads.word(victim.frontend.features().bits() | 1L << 26));
            file.truncate(0);
            victim.frontend.queue(0).kick();
        }
    },
    /** The front-end is gone, and nothing was wrong before. */
    HANG_UPS {
        @Override
        void on(Victim victim) {
            victim.unframed = true;
        }
    };

    /** Whether the guest has packed rings. */
    boolean packed(Random random) {
        return this == PACKED_CHAINS || this != CHAINS && this != INDEXES && random.nextInt(3) == 0;
    }

    abstract void on(Victim victim) throws KernelFault;
}
