// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import java.io.PrintStream;
import org.apache.felix.service.command.Process;
import org.apache.karaf.shell.api.console.Session;

/** Where a command writes. */
final class Output {
    private Output() {
    }

    /** The pipe or file that the command line names, or else the session's console. */
    static PrintStream of(Session session) {
        Process process = Process.Utils.current();
        return process == null ? session.getConsole() : process.out();
    }
}
