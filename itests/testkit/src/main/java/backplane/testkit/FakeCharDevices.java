// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The character devices of a {@link FakeKernel}: a test puts drivers under paths, and takes them away again. Any thread. */
public final class FakeCharDevices implements CharDevices {
    private final FakeFdTable fds;
    private final Map<Path, Supplier<FakeCharDevice.Driver>> drivers = new ConcurrentSkipListMap<>();

    FakeCharDevices(FakeFdTable fds) {
        this.fds = fds;
    }

    /** @param driver asked at each opening; may give the same one again */
    public void put(Path path, Supplier<FakeCharDevice.Driver> driver) {
        drivers.put(path, driver);
    }

    /** The path is gone; what is open stays open, and answers as its driver does. */
    public void remove(Path path) {
        drivers.remove(path);
    }

    /**
     * A descriptor for a driver to put into its answer; {@link #adopt} takes it over.
     *
     * @return its number
     */
    public int give(String what, FakeCharDevice.Driver driver) {
        return fds.open(new FakeDeviceFile(what, driver)).number();
    }

    /** Something came in at all open descriptors of this driver. */
    public void edge(FakeCharDevice.Driver driver) {
        fds.files().stream().filter(file -> file instanceof FakeDeviceFile device && device.driver() == driver)
                .distinct().forEach(FakeFile::edge);
    }

    @Override
    public CharDevice open(Path path) throws KernelFault {
        Supplier<FakeCharDevice.Driver> driver = drivers.get(path);
        if (driver == null) {
            throw new KernelFault(Errno.ENOENT, "open " + path);
        }
        return new FakeCharDevice(fds, path.toString(), driver.get());
    }

    @Override
    public CharDevice adopt(int number, String what) throws KernelFault {
        return new FakeCharDevice(fds, fds.byNumber(number));
    }

    @Override
    public List<Path> named(String prefix) {
        return drivers.keySet().stream().filter(path -> path.startsWith("/dev") && path.getFileName().toString().startsWith(prefix))
                .toList();
    }
}
