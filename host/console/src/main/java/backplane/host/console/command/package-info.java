// SPDX-License-Identifier: Apache-2.0
/**
 * The scope {@code vhost}: one class per command. A command asks {@link backplane.operation.SlotOperations} and writes what
 * it learnt; it holds nothing. What the host refuses ends it with a {@link org.apache.karaf.shell.support.CommandException}
 * (see {@link backplane.host.console.command.Refusal}), which Karaf prints without a stack trace.
 */
package backplane.host.console.command;
