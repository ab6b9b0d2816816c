// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("protocol")
class LinuxFdTest {
    private final AtomicInteger released = new AtomicInteger();
    private final LinuxFd fd = new LinuxFd(77, released::incrementAndGet);

    @Test
    void itIsClosedOnce() {
        assertThat(fd.number()).isEqualTo(77);
        fd.close();
        fd.close();
        assertThat(released).hasValue(1);
        assertThat(fd.isOpen()).isFalse();
        assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLastCallUnderWayClosesIt() {
        assertThat(fd.borrow()).isEqualTo(77);
        assertThat(fd.borrow()).isEqualTo(77);
        fd.close();
        assertThat(fd.isOpen()).isFalse();
        assertThat(fd.borrow()).isEqualTo(-1);
        fd.giveBack();
        assertThat(released).hasValue(0);
        fd.giveBack();
        assertThat(released).hasValue(1);
        fd.close();
        assertThat(released).hasValue(1);
    }
}
