// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a page. Its first word says what it is: {@code sh} for lines of a shell, {@code guest} for lines typed in a guest, and
 * others, such as {@code text}, for what is only looked at.
 * {@code sh not-run} is left alone, and asks for a paragraph before it that says why.
 *
 * @param page    where it is from
 * @param section the heading above it
 * @param kind    the fence's words, such as {@code sh}
 * @param line    of the fence, from 1
 * @param text    its lines
 * @param before  the line of text before it
 */
public record PageBlock(Path page, String section, String kind, int line, String text, String before) {
    /** How a paragraph that tells why a block is not run begins. */
    public static final String REASON = "Not run by the tests: ";
    private static final String FENCE = "```";

    /** The blocks of a page in order. */
    public static List<PageBlock> of(Path page) throws IOException {
        List<PageBlock> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        String section = "";
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith(FENCE)) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).strip().equals(FENCE)) {
                    end++;
                }
                if (end == lines.size()) {
                    throw new IOException(page + ":" + (i + 1) + ": a block without an end");
                }
                blocks.add(new PageBlock(page, section, line.substring(FENCE.length()), i + 1,
                        String.join("\n", lines.subList(i + 1, end)).stripIndent(), before));
                i = end;
            } else if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ *", "");
            } else if (!line.isEmpty()) {
                before = line;
            }
        }
        return blocks;
    }

    /** Whether it is to be run where {@code runner}, such as {@code sh}, is at hand; a block that is not to be run must say why. */
    public boolean isFor(String runner) {
        if (kind.equals(runner + " not-run") && !before.startsWith(REASON)) {
            throw new AssertionError(this + " is not run; the line before it has to say why, beginning with '" + REASON + "'");
        }
        return kind.equals(runner);
    }

    @Override
    public String toString() {
        return page.getFileName() + ":" + line + " (" + section + ")";
    }
}
