// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the text is to be had: nowhere but on this machine, as there is no password. */
final class MetricsAddress {
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|\\[::1\\]):(\\d{1,5})");
    private static final int LONGEST_PATH = 107;

    private MetricsAddress() {
    }

    /**
     * @param listen {@code unix:/PATH} of at most 107 bytes, {@code 127.0.0.1:PORT} or {@code [::1]:PORT}; port 0 for any
     * @throws IllegalArgumentException if it is anything else, with what is allowed
     */
    static SocketAddress parse(String listen) {
        if (listen.startsWith("unix:/") && listen.getBytes(StandardCharsets.UTF_8).length - "unix:".length() <= LONGEST_PATH) {
            return UnixDomainSocketAddress.of(Path.of(listen.substring("unix:".length())));
        }
        Matcher loopback = LOOPBACK.matcher(listen);
        if (loopback.matches() && Integer.parseInt(loopback.group(2)) <= 0xffff) {
            try {
                return new InetSocketAddress(InetAddress.getByName(loopback.group(1)), Integer.parseInt(loopback.group(2)));
            } catch (UnknownHostException impossible) {
                throw new IllegalArgumentException(impossible);
            }
        }
        throw new IllegalArgumentException("backplane.metrics: listen=" + listen + " is neither unix:/PATH (at most " + LONGEST_PATH
                + " bytes) nor 127.0.0.1:PORT nor [::1]:PORT; other machines are served by a proxy that asks for a password");
    }
}
