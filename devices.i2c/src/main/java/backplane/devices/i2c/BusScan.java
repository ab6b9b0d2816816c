// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Who answers on a bus: 7-bit addresses 0x03 to 0x77, by a write without data, and by a read of one byte where EEPROMs are, which such a
 * write could harm (as i2cdetect does it).
 *
 * @param present  addresses that answer
 * @param failures what went wrong at others, but that nobody answers
 */
public record BusScan(List<Integer> present, List<String> failures) {
    private static final int FIRST = 0x03;
    private static final int LAST = 0x77;
    private static final int PATIENCE_SECONDS = 30;

    static BusScan of(I2cBus bus) {
        CompletableFuture<BusScan> done = new CompletableFuture<>();
        bus.execute(() -> {
            try {
                done.complete(scan(bus.adapter()));
            } catch (RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        });
        try {
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("the bus is not free after " + PATIENCE_SECONDS + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the scan failed: " + failure.getCause(), failure);
        }
    }

    private static BusScan scan(I2cAdapter adapter) {
        List<Integer> present = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        I2cTransfer probe = new I2cTransfer();
        for (int address = FIRST; address <= LAST; address++) {
            boolean read = address >= 0x30 && address <= 0x37 || address >= 0x50 && address <= 0x5f;
            probe.clear().add(address, read, read ? 1 : 0);
            try {
                adapter.transfer(probe);
                present.add(address);
            } catch (KernelFault fault) {
                if (fault.errno() != Errno.ENXIO) {
                    failures.add(fault.getMessage());
                }
            }
        }
        return new BusScan(present, failures);
    }
}
