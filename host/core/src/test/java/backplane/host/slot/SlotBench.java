// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.Deadline;
import backplane.host.idle.IdleWatch;
import backplane.kernel.Errno;
import backplane.kernel.EventFds;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.Placement;
import backplane.kernel.Pollers;
import backplane.kernel.ThreadPlacer;
import backplane.kernel.UnixSockets;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import backplane.testkit.FakeKernel;
import backplane.testkit.FaultyKernel;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Patience;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A registry with slots of echo devices over the fake kernel, and front-ends of another process. */
final class SlotBench implements AutoCloseable {
    static final FeatureSet FEATURES = FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX, VirtioFeature.INDIRECT_DESC)
            .or(new FeatureSet(1));
    private static final Path FOLDER = Path.of("/run/backplane");

    final FakeKernel host = new FakeKernel();
    final FakeKernel vmm = host.otherProcess();
    final EchoDevice.Provider provider = new EchoDevice.Provider();
    final SlotRegistry registry;
    /** Where the workers' threads were to run, by thread and in order; refused while {@link #noPlace} is set. */
    final List<String> placements = new CopyOnWriteArrayList<>();
    volatile boolean noPlace;
    private final ThreadPlacer placer = this::place;
    private final IdleWatch idle;

    private void place(Placement placement) throws KernelFault {
        placements.add(Thread.currentThread().getName() + ' ' + placement.cpus() + ' ' + placement.policy() + ' ' + placement.priority());
        if (noPlace) {
            throw new KernelFault(Errno.EPERM, "place a thread");
        }
    }

    /** A registry that knows the echo type and has no slot yet. */
    SlotBench() {
        this(new FaultyKernel());
    }

    /** @param faults stands between the host and its kernel */
    SlotBench(FaultyKernel faults) {
        try {
            idle = new IdleWatch(host.pollers(), placer);
        } catch (KernelFault none) {
            throw new IllegalStateException(none);
        }
        registry = new SlotRegistry(new SlotPorts(faults.before(UnixSockets.class, host.sockets()), host.inheritedFds(),
                faults.before(EventFds.class, host.eventFds()), faults.before(Pollers.class, host.pollers()), host.guestMemory(),
                faults.before(MemoryFiles.class, host.memoryFiles()), host.notifySocket(), idle), FOLDER);
        registry.offer(provider);
    }

    SlotBench slot(String name) {
        configure(name, Map.of());
        return this;
    }

    String configure(String name, Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(settings);
        values.putIfAbsent("type", "echo");
        return registry.configure(name, values).orElse("");
    }

    ScriptedFrontend connect(String name, FrontendProfile profile) throws KernelFault {
        return new ScriptedFrontend(vmm.sockets().connect(FOLDER.resolve(name + ".sock")), vmm.ports(), profile);
    }

    /** A front-end with one region of memory and queue 0 running. */
    ScriptedFrontend running(String name, FrontendProfile profile) throws KernelFault {
        return running(name, profile, FEATURES);
    }

    ScriptedFrontend running(String name, FrontendProfile profile, FeatureSet features) throws KernelFault {
        ScriptedFrontend frontend = connect(name, profile);
        frontend.handshake(features, 2);
        frontend.acceptFeatures();
        frontend.setMemory(2 << 20);
        frontend.startQueue(0, 16);
        return frontend;
    }

    SlotView view(String name) {
        return registry.view(name).orElseThrow();
    }

    void awaitState(String name, SlotState state) {
        awaitThat(() -> view(name).state() == state, () -> name + " is " + view(name) + ", not " + state);
    }

    long counter(String name, String counter) {
        return view(name).counters().get(counter);
    }

    static void awaitThat(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        Deadline deadline = Deadline.in(Patience.LIMIT);
        while (!condition.getAsBoolean()) {
            if (deadline.hasPassed()) {
                throw new AssertionError(otherwise.get());
            }
            Thread.onSpinWait();
        }
    }

    /** Sends one request and returns what came back. */
    static UsedChain request(GuestQueue queue, byte... bytes) throws KernelFault {
        queue.driver().add(List.of(bytes), 8);
        queue.submit();
        return queue.await(1).get(0);
    }

    /** Ends everything and checks that nothing was left behind. */
    @Override
    public void close() {
        registry.close();
        idle.close();
        host.requireNothingLeft();
    }
}
