// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.welcome;

import backplane.host.console.command.QemuArguments;
import backplane.operation.SlotOperations;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.support.CommandException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells where each socket is and how QEMU connects to it, once, if the property {@code backplane.welcome} is {@code true}.
 * It waits until the devices that {@code etc} names are there. Activation runs on the start-level thread and this bundle
 * starts before the shell, so the lines are out before the console's prompt is.
 */
@Component(service = {}, immediate = true)
public final class Welcome {
    static final String PROPERTY = "backplane.welcome";
    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);
    private static final String FACTORY = "backplane.device";
    /** The host takes a file with a dash for the same. */
    private static final String FILES = FACTORY + "[~-]*.cfg";
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(8);
    /** A type's bundle may come a moment after its device's configuration. */
    private static final long EMPTY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_MILLIS = 20;

    private final SlotOperations operations;
    private final long started = System.nanoTime();

    @Activate
    public Welcome(BundleContext context, @Reference SlotOperations operations) throws InterruptedException {
        this.operations = operations;
        if (Boolean.parseBoolean(context.getProperty(PROPERTY))) {
            // not again when this bundle is updated
            System.clearProperty(PROPERTY);
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            greet(out, configured(context.getProperty("karaf.etc")), context.getProperty("karaf.log"));
        }
    }

    private void greet(PrintStream out, Set<String> names, String log) throws InterruptedException {
        while (!names.stream().allMatch(this::isSettled) && System.nanoTime() - started < WAIT_NANOS) {
            Thread.sleep(PAUSE_MILLIS);
        }
        operations.slots().forEach(slot -> names.add(slot.name()));
        for (String name : names) {
            Optional<SlotView> slot = operations.slot(name);
            if (slot.isEmpty()) {
                out.println(name + "  is not there yet; see " + log);
            } else {
                describe(out, slot.get());
            }
        }
        if (names.isEmpty()) {
            out.println("There is no device yet. Create one: vhost:create TYPE NAME key=value...");
        }
    }

    private boolean isSettled(String name) {
        return operations.slot(name).filter(slot -> slot.state() != SlotState.EMPTY || System.nanoTime() - started > EMPTY_NANOS)
                .isPresent();
    }

    private void describe(PrintStream out, SlotView slot) {
        String problem = slot.problem().isEmpty() ? "" : "  " + slot.problem();
        if (slot.state() == SlotState.REFUSED) {
            out.println(slot.name() + "  REFUSED" + problem);
            return;
        }
        out.println(slot.name() + "  " + slot.socket() + problem);
        try {
            out.println("  QEMU: " + QemuArguments.line(operations, slot));
        } catch (CommandException unknown) {
            out.println("  " + unknown.getMessage());
        }
    }

    /** The devices that have a file in {@code etc}. */
    private static Set<String> configured(String etc) {
        Set<String> names = new TreeSet<>();
        if (etc == null) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(etc), FILES)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(FACTORY.length() + 1, name.lastIndexOf('.')));
            }
        } catch (IOException failure) {
            LOG.warn("Cannot tell which devices are configured: {}", failure.toString());
        }
        return names;
    }
}
