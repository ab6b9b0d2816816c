// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

/** What a character device's descriptor stands for. */
final class FakeDeviceFile extends FakeFile {
    private final FakeCharDevice.Driver driver;

    FakeDeviceFile(String what, FakeCharDevice.Driver driver) {
        super(what);
        this.driver = driver;
    }

    FakeCharDevice.Driver driver() {
        return driver;
    }

    @Override
    boolean canBeWaitedFor() {
        return true;
    }

    @Override
    boolean isReadable() {
        return driver.isReadable();
    }

    @Override
    void lastClosed() {
        driver.closed();
    }
}
