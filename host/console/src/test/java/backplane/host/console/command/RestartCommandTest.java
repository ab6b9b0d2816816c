// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.NotifySocket;
import backplane.kernel.OwnedFd;
import java.time.Duration;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Restarting a host; that it comes again is the container's test. */
@Tag("console")
class RestartCommandTest {
    @Test
    void aHostThatNobodyWouldStartAgainGoesOn() {
        RestartCommand command = new RestartCommand();
        command.manager = new Nobody();
        assertThatThrownBy(command::execute).isInstanceOf(CommandException.class).hasRootCauseMessage(
                "nobody would start this host again: it runs neither under systemd nor under bin/backplane-supervisor");
    }

    private static final class Nobody implements NotifySocket {
        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public void tell(String assignments) {
            throw new AssertionError(assignments);
        }

        @Override
        public void store(String name, OwnedFd fd) {
        }

        @Override
        public String identity(OwnedFd fd) {
            throw new AssertionError();
        }

        @Override
        public void remove(String name) {
        }

        @Override
        public void settle(Duration limit) {
        }
    }
}
