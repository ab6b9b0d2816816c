// SPDX-License-Identifier: Apache-2.0
package backplane.device;

/** A setting with a value that cannot be. The message names key, value and what is allowed. */
public final class SettingRejected extends Exception {
    private static final long serialVersionUID = 1L;
    private final String key;

    /** @param allowed what may stand there, as a phrase: {@code a whole number from 1 to 1024} */
    public SettingRejected(String key, String value, String allowed) {
        super("'" + key + "' is '" + value + "'; allowed is " + allowed);
        this.key = key;
    }

    private SettingRejected(String key, String message) {
        super(message);
        this.key = key;
    }

    /** A key that nobody reads. @param known those that there are, between commas */
    public static SettingRejected unknownKey(String key, String known) {
        return new SettingRejected(key, "there is no key '" + key + "'; there is " + known);
    }

    public String key() {
        return key;
    }
}
