// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

/** One key of a configuration, for help and completion. */
public record SettingView(String key, String fallback, String allowed, String help) {
}
