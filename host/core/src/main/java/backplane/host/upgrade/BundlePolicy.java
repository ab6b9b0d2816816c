// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.operation.OperationRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which device bundles are taken: from which locations, and of which content. Both are off unless they are set. Read anew at each
 * question, so that a list may be changed while the host runs. Any thread.
 */
public final class BundlePolicy {
    /** Prefixes of locations, separated by commas. */
    static final String FROM = "backplane.bundles.from";
    /** A file as {@code sha256sum} writes it; a bundle whose sum is not in it is refused. */
    static final String CHECKSUMS = "backplane.bundles.checksums";
    private static final int SUM_LENGTH = 64;

    private final UnaryOperator<String> property;

    /** @param property looks a property of the framework up, null if it is not set */
    public BundlePolicy(UnaryOperator<String> property) {
        this.property = property;
    }

    private String value(String name) {
        String value = property.apply(name);
        return value == null ? "" : value.strip();
    }

    /** Whether content has to be known. */
    public boolean wantsChecksums() {
        return !value(CHECKSUMS).isEmpty();
    }

    /** @throws OperationRefused if the location is none of those that are allowed */
    public void checkLocation(String location) throws OperationRefused {
        List<String> allowed = Arrays.stream(value(FROM).split(",")).map(String::strip).filter(prefix -> !prefix.isEmpty()).toList();
        if (!allowed.isEmpty() && (location.contains("/../") || allowed.stream().noneMatch(location::startsWith))) {
            throw new OperationRefused("bundles are not taken from '" + location + "'; " + FROM + " allows what begins with " + allowed);
        }
    }

    /**
     * @param bytes the whole file
     * @throws OperationRefused if sums are wanted and this is none of them, or the list can't be read
     */
    public void checkContent(String location, byte[] bytes) throws OperationRefused {
        if (!wantsChecksums()) {
            return;
        }
        Path file = Path.of(value(CHECKSUMS));
        Set<String> sums;
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            sums = lines.map(String::strip).filter(line -> line.length() >= SUM_LENGTH)
                    .map(line -> line.substring(0, SUM_LENGTH).toLowerCase(java.util.Locale.ROOT)).collect(Collectors.toSet());
        } catch (IOException | RuntimeException unreadable) {
            throw new OperationRefused("no bundle is taken, as the checksums of " + CHECKSUMS + "=" + file + " can't be read: "
                    + unreadable);
        }
        String sum = sum(bytes);
        if (!sums.contains(sum)) {
            throw new OperationRefused("the bundle at '" + location + "' has the SHA-256 sum " + sum + ", which is not in " + file
                    + "; whoever trusts it adds a line of sha256sum there");
        }
    }

    private static String sum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
