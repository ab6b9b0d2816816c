// SPDX-License-Identifier: Apache-2.0
package backplane.itests.architecture;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packages that a class file names (JVM specification, 4.4): in its class entries and in the descriptors of its members. */
final class ConstantPool {
    private static final int MAGIC = 0xCAFEBABE;
    private static final Pattern NAMES = Pattern.compile("((?:backplane|com/sun/jna)(?:/[a-z][a-z0-9_]*)*)/[A-Z]");

    private ConstantPool() {
    }

    /** Ours, and those of the native libraries, with dots. */
    static Set<String> packages(InputStream classFile) throws IOException {
        DataInputStream in = new DataInputStream(classFile);
        if (in.readInt() != MAGIC) {
            throw new IOException("no class file");
        }
        in.readInt();
        int count = in.readUnsignedShort();
        Set<String> packages = new TreeSet<>();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> add(in.readUTF(), packages);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> throw new IOException("constant of kind " + tag);
            }
        }
        return packages;
    }

    private static void add(String text, Set<String> packages) {
        Matcher names = NAMES.matcher(text);
        while (names.find()) {
            packages.add(names.group(1).replace('/', '.'));
        }
    }
}
