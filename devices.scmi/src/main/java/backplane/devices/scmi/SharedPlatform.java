// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.protocol.ClockProtocol;
import backplane.devices.scmi.protocol.PerformanceProtocol;
import backplane.devices.scmi.protocol.PinctrlProtocol;
import backplane.devices.scmi.protocol.PowerProtocol;
import backplane.devices.scmi.protocol.PowercapProtocol;
import backplane.devices.scmi.protocol.ResetProtocol;
import backplane.devices.scmi.protocol.Rights;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.protocol.ScmiPlatform;
import backplane.devices.scmi.protocol.SensorProtocol;
import backplane.devices.scmi.protocol.SystemProtocol;
import backplane.devices.scmi.protocol.VoltageProtocol;
import backplane.devices.scmi.resource.ResourceSet;
import backplane.devices.scmi.resource.Votes;
import backplane.devices.scmi.simulated.PlatformScript;
import backplane.devices.scmi.sysfs.IioEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform with its thread, and the devices on it: it is there while one of them is. */
final class SharedPlatform {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPlatform.class);
    /** How long somebody waits for the platform's thread, which may be waiting for hardware. */
    private static final long PATIENCE_SECONDS = 5;

    private final String name;
    private final List<ScmiAgent> agents = new ArrayList<>();
    private final ResourceSet resources;
    private final ScmiPlatform protocols;
    private final SensorProtocol sensors;
    private final SystemProtocol system;
    private final PlatformThread thread;
    private final Runnable whenEmpty;
    private final PlatformScript script;
    private final OperatorHand hand = new OperatorHand(this);
    private final Consumer<PlatformScript.Step> follow = hand::follow;
    /** Null if no sensor is of IIO. */
    private volatile IioEvents iio;
    private final boolean[] taken = new boolean[Votes.AGENTS + 1];
    private final List<LastingState> lasting = new CopyOnWriteArrayList<>();
    private int members;

    /** @throws IllegalArgumentException naming a step of the script that can't be done */
    SharedPlatform(String name, ResourceSet resources, PlatformScript script, Runnable whenEmpty) {
        this.name = name;
        this.resources = resources;
        this.whenEmpty = whenEmpty;
        sensors = new SensorProtocol(resources.sensors(), agents, System::nanoTime);
        system = new SystemProtocol(resources.system());
        protocols = new ScmiPlatform(List.of(new PowerProtocol(resources.powers(), agents), system,
                new PerformanceProtocol(resources.performances(), agents), new ClockProtocol(resources.clocks(), agents), sensors,
                new ResetProtocol(resources.resets(), agents), new VoltageProtocol(resources.voltages()),
                new PowercapProtocol(resources.powercaps(), agents), new PinctrlProtocol(resources.pins())),
            fault -> LOG.error("SCMI platform {}: {}", name, fault));
        this.script = script;
        script.steps().forEach(hand::check);
        thread = new PlatformThread(name, this::look);
        if (!script.steps().isEmpty()) {
            thread.submit(() -> { });
        }
    }

    String name() {
        return name;
    }

    ResourceSet resources() {
        return resources;
    }

    /** Those that serve now. On the platform's thread. */
    List<ScmiAgent> agents() {
        return agents;
    }

    /** On the platform's thread. */
    ScmiPlatform protocols() {
        return protocols;
    }

    /** On the platform's thread. */
    SensorProtocol sensors() {
        return sensors;
    }

    /** On the platform's thread. */
    SystemProtocol system() {
        return system;
    }

    void submit(PlatformThread.Work work) {
        thread.submit(work);
    }

    /** Has something done on the platform's thread and waits for it. */
    <T> T call(Callable<T> task) throws ExecutionException {
        FutureTask<T> future = new FutureTask<>(task);
        thread.submit((Runnable) future);
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(interrupted);
        } catch (TimeoutException busy) {
            throw new ExecutionException("the platform '" + name + "' has not answered for " + PATIENCE_SECONDS + " s", busy);
        }
    }

    /** @return null if there are as many as there can be */
    synchronized ScmiAgent join(String device, Rights rights) {
        for (int id = 1; id <= Votes.AGENTS; id++) {
            if (!taken[id]) {
                taken[id] = true;
                members++;
                return new ScmiAgent(id, device, rights);
            }
        }
        return null;
    }

    /** It serves from now on, or again. */
    void enter(ScmiAgent agent) throws ExecutionException {
        call(() -> {
            agents.remove(agent);
            agents.add(agent);
            return null;
        });
    }

    /** Its device is gone for good: so are its votes. */
    void leave(ScmiAgent agent) {
        try {
            call(() -> {
                agents.remove(agent);
                protocols.reset(agent);
                return null;
            });
        } catch (ExecutionException failure) {
            LOG.error("SCMI platform {}: {} leaves without its votes", name, agent.name(), failure.getCause());
        }
        synchronized (this) {
            taken[agent.id()] = false;
            members--;
            if (members > 0) {
                return;
            }
        }
        thread.close();
        if (iio != null) {
            iio.close();
        }
        whenEmpty.run();
    }

    /** Whoever keeps simulated values is told of each that an operator sets. Any thread. */
    void keep(LastingState state) {
        lasting.add(state);
    }

    void keepNoMore(LastingState state) {
        lasting.remove(state);
    }

    private long look(long now) {
        long next = Math.min(script.look(now, follow), sensors.events().look(now));
        for (int i = 0; i < agents.size(); i++) {
            next = Math.min(next, agents.get(i).due(now));
        }
        for (int i = 0; i < lasting.size(); i++) {
            lasting.get(i).looked();
        }
        if (iio != null) {
            iio.keep(sensors.events().isHeard(), now);
        }
        return next;
    }

    /** Sensors of this IIO device may have another value. Any thread. */
    void happened(List<Integer> domains) {
        thread.submit(() -> domains.forEach(domain -> sensors.events().changed(domain)));
    }

    /** Before the first device enters. */
    void watch(IioEvents next) {
        iio = next;
    }

    /** On the platform's thread. */
    OperatorHand hand() {
        return hand;
    }

    /** On the platform's thread. */
    void poked() {
        lasting.forEach(LastingState::changed);
    }

    synchronized boolean isEmpty() {
        return members == 0;
    }
}
