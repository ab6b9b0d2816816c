// SPDX-License-Identifier: Apache-2.0
package backplane.host.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.console.Session;

/** A console of which nothing but the output is there. */
public final class Terminal {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    public Session session() {
        return (Session) Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {Session.class},
                (proxy, method, arguments) -> method.getName().equals("getConsole") ? out : null);
    }

    public String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
