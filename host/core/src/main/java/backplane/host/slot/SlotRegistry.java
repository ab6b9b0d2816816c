// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.device.SettingRejected;
import backplane.host.worker.QueueWorker;
import backplane.operation.HandoverView;
import backplane.operation.OperationRefused;
import backplane.operation.SlotView;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All slots by name, and the device types that bundles offer. One thread steers them; the methods have their work done there and
 * wait for it. Only {@link #views()} and {@link #view} read from any thread.
 */
final class SlotRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SlotRegistry.class);

    private final SlotPorts ports;
    private final Path folder;
    private final Map<String, DeviceSlot> slots = new ConcurrentSkipListMap<>();
    /** Who has a type; one of those who offer it. */
    private final Map<String, DeviceProvider> providers = new TreeMap<>();
    /** All that bundles offer now, in the order in which they came: a bundle may go at any moment, and only here it is known for sure. */
    private final Set<DeviceProvider> offered = new LinkedHashSet<>();
    private final ScheduledExecutorService steering = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "backplane-slots");
        thread.setDaemon(true);
        return thread;
    });

    private final TakeOverTurns turns = new TakeOverTurns(steering);

    /** @param folder where sockets go whose path is not given */
    SlotRegistry(SlotPorts ports, Path folder) {
        this.ports = ports;
        this.folder = folder;
    }

    /** A bundle offers a type: seats its devices. A second bundle of the same type waits until the first has left. */
    void offer(DeviceProvider provider) {
        steer(() -> {
            offered.add(provider);
            stand(provider);
            return null;
        });
    }

    private void stand(DeviceProvider provider) {
        String type = provider.type().name();
        DeviceProvider standing = providers.putIfAbsent(type, provider);
        if (standing != null && standing != provider) {
            LOG.info("type {} is offered twice; the first offer stands until it leaves", type);
            return;
        }
        slots.values().stream().filter(slot -> slot.settings().type().equals(type)).forEach(slot -> provide(slot, provider));
    }

    /** A bundle goes: parks its devices before the return, or has another one's offer stand. */
    void withdraw(DeviceProvider provider) {
        steer(() -> {
            offered.remove(provider);
            providers.remove(provider.type().name(), provider);
            slots.values().forEach(slot -> slot.withdraw(provider));
            offered.stream().filter(other -> other.type().equals(provider.type())).findFirst().ifPresent(this::stand);
            return null;
        });
    }

    /** Whether the offer has not been taken back. On the slots' thread. */
    boolean isOffered(DeviceProvider provider) {
        return offered.contains(provider);
    }

    /**
     * Creates a slot or gives it other settings. A refusal is logged, and kept as the slot's problem.
     *
     * @return why the settings were refused, or empty
     */
    Optional<String> configure(String name, Map<String, String> values) {
        return steer(() -> {
            try {
                apply(SlotSettings.read(name, values, folder));
                return Optional.empty();
            } catch (SettingRejected rejected) {
                String why = "configuration refused: " + rejected.getMessage();
                DeviceSlot standing = slots.get(name);
                if (standing != null) {
                    standing.refuse(why);
                } else {
                    LOG.error("{}: {}", name, why);
                }
                return Optional.of(why);
            }
        });
    }

    /**
     * Checks settings without changing anything.
     *
     * @throws OperationRefused if a slot of that name exists, the type is unknown, or a setting is wrong
     */
    void checkNew(String name, Map<String, String> values) throws OperationRefused {
        Optional<String> refusal = steer(() -> {
            try {
                SlotSettings settings = SlotSettings.read(name, values, folder);
                if (slots.containsKey(name)) {
                    return Optional.of("there is a device '" + name + "' already; vhost:list shows all");
                }
                DeviceProvider provider = providers.get(settings.type());
                if (provider == null) {
                    return Optional.of("there is no type '" + settings.type() + "'; there is " + String.join(", ", providers.keySet()));
                }
                settings.refuseUnknownKeys(provider);
                return Optional.empty();
            } catch (SettingRejected rejected) {
                return Optional.of(rejected.getMessage());
            }
        });
        if (refusal.isPresent()) {
            throw new OperationRefused(refusal.get());
        }
    }

    /** @return whether there was a slot of that name */
    boolean remove(String name) {
        return steer(() -> {
            DeviceSlot slot = slots.remove(name);
            if (slot != null) {
                slot.close();
                LOG.info("{}: removed", name);
            }
            return slot != null;
        });
    }

    /** All that bundles offer now, also what stands back behind another offer of its type. */
    List<DeviceProvider> offers() {
        return steer(() -> List.copyOf(offered));
    }

    List<DeviceProvider> types() {
        return steer(() -> List.copyOf(providers.values()));
    }

    List<SlotView> views() {
        return slots.values().stream().map(DeviceSlot::view).toList();
    }

    Optional<SlotView> view(String name) {
        return Optional.ofNullable(slots.get(name)).map(DeviceSlot::view);
    }

    /** From now on the type is this bundle's, although another one offers it still; not if it has gone by now. */
    void prefer(DeviceProvider next) {
        steer(() -> {
            if (!isOffered(next)) {
                return null;
            }
            String type = next.type().name();
            providers.put(type, next);
            for (DeviceSlot slot : slots.values()) {
                if (slot.settings().type().equals(type) && !slot.isOf(next)) {
                    slot.moveTo(next, false);
                }
            }
            return null;
        });
    }

    /** Has something done on the slots' thread. */
    <T> T steered(Function<Map<String, DeviceSlot>, T> step) {
        return steer(() -> step.apply(slots));
    }

    /** Any thread. */
    Optional<DeviceSlot> slot(String name) {
        return Optional.ofNullable(slots.get(name));
    }

    /** Any thread. */
    List<QueueWorker> workers() {
        return slots.values().stream().map(DeviceSlot::worker).filter(Objects::nonNull).toList();
    }

    List<HandoverView> handovers(String name) {
        DeviceSlot slot = slots.get(name);
        return slot == null ? List.of() : slot.handovers();
    }

    /** Ends all slots: each front-end loses its connection, and each socket's file goes. */
    void close() {
        steer(() -> {
            slots.values().parallelStream().forEach(DeviceSlot::close);
            slots.clear();
            return null;
        });
        steering.shutdownNow();
        try {
            if (!steering.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.error("the slots' thread does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process ends and another one takes over: devices are parked, and all that outlives it stays as it is. */
    void leave() {
        steer(() -> {
            slots.values().forEach(DeviceSlot::leave);
            turns.leave();
            return null;
        });
        steering.shutdownNow();
    }

    private void apply(SlotSettings settings) throws SettingRejected {
        DeviceSlot standing = slots.get(settings.name());
        DeviceProvider provider = providers.get(settings.type());
        if (standing != null && standing.settings().type().equals(settings.type())) {
            if (!standing.settings().equals(settings) || !standing.view().problem().isEmpty()) {
                standing.reconfigure(settings);
            }
            return;
        }
        if (provider != null) {
            settings.refuseUnknownKeys(provider);
        }
        if (standing != null) {
            slots.remove(settings.name()).close();
        }
        DeviceSlot slot = new DeviceSlot(settings, ports, steering);
        slots.put(settings.name(), slot);
        slot.open();
        if (provider != null) {
            provide(slot, provider);
        }
    }

    private void provide(DeviceSlot slot, DeviceProvider provider) {
        slot.inTurn(turns, () -> {
            if (slots.get(slot.settings().name()) == slot && providers.get(slot.settings().type()) == provider) {
                slot.provide(provider);
            }
        });
    }

    private <T> T steer(Callable<T> step) {
        try {
            return steering.submit(step).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the slots were being steered", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the slots' thread failed", failure.getCause());
        }
    }
}
