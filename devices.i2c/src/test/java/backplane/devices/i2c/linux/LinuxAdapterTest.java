// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.i2c.I2cAdapter;
import backplane.devices.i2c.I2cTransfer;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.testkit.FakeCharDevice;
import backplane.testkit.FakeCharDevices;
import backplane.testkit.FakeKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's side is read by the offsets of linux/i2c.h, written out. */
@Tag("i2c")
class LinuxAdapterTest {
    private static final long ALL_SMBUS = 0x0fff0000L;

    @TempDir
    private Path sysfs;
    private final FakeCharDevices devices = new FakeKernel().charDevices();
    private final List<String> calls = new ArrayList<>();
    private long functions = 3;
    private Errno failure;

    @BeforeEach
    void adapters() throws IOException {
        for (String adapter : List.of("i2c-0:first", "i2c-7:second")) {
            String[] parts = adapter.split(":");
            Files.createDirectories(sysfs.resolve("bus/i2c/devices/" + parts[0]));
            Files.writeString(sysfs.resolve("bus/i2c/devices/" + parts[0] + "/name"), parts[1] + "\n");
        }
        devices.put(Path.of("/dev/i2c-7"), () -> this::ioctl);
    }

    private int ioctl(FakeCharDevice.Call call) throws KernelFault {
        switch (call.request()) {
            case 0x0705 -> call.argument().putLong(0, functions);
            case 0x0701, 0x0702 -> { }
            case 0x0708 -> calls.add("pec " + call.number());
            case 0x0703 -> calls.add("slave " + Long.toHexString(call.number()));
            case 0x0707 -> {
                return rdwr(call);
            }
            case 0x0720 -> smbus(call);
            default -> throw new AssertionError("ioctl " + call.request());
        }
        return 0;
    }

    private int rdwr(FakeCharDevice.Call call) throws KernelFault {
        if (failure != null) {
            throw new KernelFault(failure, "scripted");
        }
        ByteBuffer messages = call.at(call.argument(), 0).duplicate().order(ByteOrder.nativeOrder());
        ByteBuffer original = call.at(call.argument(), 0);
        int count = call.argument().getInt(8);
        StringBuilder line = new StringBuilder("rdwr");
        for (int i = 0; i < count; i++) {
            ByteBuffer data = call.at(original, i * 16 + 8);
            int flags = messages.getShort(i * 16 + 2);
            int length = messages.getShort(i * 16 + 4);
            line.append(' ').append(Integer.toHexString(messages.getShort(i * 16))).append('/').append(flags).append('/');
            for (int at = 0; at < length; at++) {
                if ((flags & 1) != 0) {
                    data.put(at, (byte) (0x41 + at));
                } else {
                    line.append(String.format("%02x", data.get(at)));
                }
            }
        }
        calls.add(line.toString());
        return count;
    }

    private void smbus(FakeCharDevice.Call call) throws KernelFault {
        ByteBuffer argument = call.argument();
        ByteBuffer data = call.at(argument, 8);
        int size = argument.getInt(4);
        byte[] block = new byte[4];
        data.get(0, block);
        calls.add("rw" + argument.get(0) + " command " + (argument.get(1) & 0xff) + " size " + size
                + " data " + HexFormat.of().formatHex(block, 0, size < 2 ? 0 : size == 2 ? 1 : size < 5 ? 2 : 4));
        if (argument.get(0) == 1 || size == 4) {
            data.put(0, size == 8 ? data.get(0) : 0x61).put(1, (byte) 0x62).put(2, (byte) 0x63);
        }
    }

    private I2cAdapter open() throws Exception {
        return AdapterPath.find(sysfs, "name:second").open(devices, 500);
    }

    /** Words such as {@code 50w0011} or {@code 50r4}; returns what was read. */
    private static String go(I2cAdapter adapter, String words) throws KernelFault {
        return go(adapter, words, new I2cTransfer());
    }

    private static String coded(I2cAdapter adapter, String words) throws KernelFault {
        I2cTransfer transfer = new I2cTransfer();
        transfer.endWithPec(true);
        return go(adapter, words, transfer);
    }

    private static String go(I2cAdapter adapter, String words, I2cTransfer transfer) throws KernelFault {
        for (String word : words.split(" ")) {
            boolean read = word.charAt(2) == 'r';
            byte[] bytes = read ? new byte[Integer.parseInt(word.substring(3))] : HexFormat.of().parseHex(word.substring(3));
            transfer.add(Integer.parseInt(word.substring(0, 2), 16), read, bytes.length);
            System.arraycopy(bytes, 0, transfer.bytes(), transfer.offset(transfer.count() - 1), bytes.length);
        }
        adapter.transfer(transfer);
        assertThat(transfer.done()).isEqualTo(transfer.count());
        int last = transfer.count() - 1;
        return transfer.isRead(last) ? HexFormat.of().formatHex(transfer.bytes(), transfer.offset(last),
                transfer.offset(last) + transfer.length(last)) : "";
    }

    @Test
    void aGroupIsOneRdwr() throws Exception {
        try (I2cAdapter adapter = open()) {
            assertThat(go(adapter, "50w0102 50r3")).isEqualTo("414243");
            assertThat(calls).containsExactly("rdwr 50/0/0102 50/1/");
            assertThat(adapter.mostMessages()).isEqualTo(42);
            I2cTransfer ten = new I2cTransfer();
            ten.add(I2cAddress.parse("10:0x123"), false, 0);
            adapter.transfer(ten);
            assertThat(calls).endsWith("rdwr 123/16/");
            failure = Errno.ENODEV;
            assertThatThrownBy(() -> go(adapter, "50r1")).isInstanceOfSatisfying(KernelFault.class,
                    fault -> assertThat(fault.errno()).isEqualTo(Errno.ENODEV));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "50w,rw0 command 0 size 0 data ,''", "50r0,rw1 command 0 size 0 data ,''", "50w07,rw0 command 7 size 1 data ,''",
        "50r1,rw1 command 0 size 1 data ,61", "50w0708,rw0 command 7 size 2 data 08,''", "50w07 50r1,rw1 command 7 size 2 data 00,61",
        "50w070809,rw0 command 7 size 3 data 0809,''", "50w0701020304,rw0 command 7 size 8 data 04010203,''",
        "50w07 50r2,,6162", "50w070809 50r2,rw0 command 7 size 4 data 0809,6162", "50w07 50r3,,626300",
    })
    void whatSmbusCanExpress(String words, String call, String read) throws Exception {
        functions = ALL_SMBUS;
        try (I2cAdapter adapter = open()) {
            assertThat(go(adapter, words)).isEqualTo(read);
            assertThat(calls).hasSize(2).startsWith("slave 50");
            if (call != null) {
                assertThat(calls.get(1).strip()).isEqualTo(call.strip());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"50r2", "50w01 51r1", "50w01 50w02", "50w0102 50r1", "50w01 50r33", "50w01 50r0", "50r1 50r1"})
    void whatSmbusCannotExpressIsNotBegun(String words) throws Exception {
        functions = ALL_SMBUS;
        try (I2cAdapter adapter = open()) {
            assertThatThrownBy(() -> go(adapter, words)).isInstanceOfSatisfying(KernelFault.class,
                    fault -> assertThat(fault.errno()).isEqualTo(Errno.EOPNOTSUPP));
            assertThat(calls).isEmpty();
        }
    }

    /** Codes by hand: CRC-8, polynomial 0x107, over a0 07 08, and over a0 07 a1 61 62. */
    @Test
    void anAdapterWithPacketErrorCodesMakesThemItself() throws Exception {
        functions = ALL_SMBUS | 8;
        try (I2cAdapter adapter = open()) {
            assertThat(coded(adapter, "50w07081b")).isEmpty();
            assertThat(calls).containsExactly("pec 1", "slave 50", "rw0 command 7 size 2 data 08");
            calls.clear();
            assertThat(coded(adapter, "50w07 50r3")).isEqualTo("61627b");
            assertThat(calls).hasSize(2).first().isEqualTo("slave 50");
            calls.clear();
            assertThat(go(adapter, "50w0708")).isEmpty();
            assertThat(calls).first().isEqualTo("pec 0");
            calls.clear();
            assertThatThrownBy(() -> coded(adapter, "50w070800")).hasMessageContaining("0x1b").isInstanceOfSatisfying(KernelFault.class,
                    fault -> assertThat(fault.errno()).isEqualTo(Errno.EBADMSG));
            assertThat(calls).containsExactly("pec 1");
        }
        functions = ALL_SMBUS;
        try (I2cAdapter adapter = open()) {
            assertThatThrownBy(() -> coded(adapter, "50w07081b")).hasMessageContaining("has no packet error codes");
        }
    }

    @Test
    void aCombinedAdapterSendsTheCodeAsAnyByte() throws Exception {
        try (I2cAdapter adapter = open()) {
            coded(adapter, "50w07081b");
            assertThat(calls).containsExactly("rdwr 50/0/07081b");
        }
    }

    @Test
    void adaptersAreFoundByNumberAndNameAndTheirChipsByDriver() throws Exception {
        assertThat(AdapterPath.find(sysfs, "i2c-0").name()).isEqualTo("first");
        assertThat(AdapterPath.find(sysfs, sysfs.resolve("bus/i2c/devices/i2c-7").toString()).device()).isEqualTo("/dev/i2c-7");
        assertThatThrownBy(() -> AdapterPath.find(sysfs, "name:third")).isInstanceOf(IOException.class)
                .hasMessageContaining("i2c-7 (second)");
        Files.createDirectories(sysfs.resolve("bus/i2c/drivers/at24"));
        Files.createDirectories(sysfs.resolve("bus/i2c/devices/7-0050"));
        Files.createSymbolicLink(sysfs.resolve("bus/i2c/devices/7-0050/driver"), sysfs.resolve("bus/i2c/drivers/at24"));
        assertThat(AdapterPath.find(sysfs, "i2c-7").heldBy(0x50)).isEqualTo("at24");
        assertThat(AdapterPath.find(sysfs, "i2c-7").heldBy(0x51)).isEmpty();
    }
}
