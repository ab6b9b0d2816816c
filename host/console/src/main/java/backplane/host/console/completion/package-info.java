// SPDX-License-Identifier: Apache-2.0
/** What the TAB key offers. Karaf asks one completer for each argument; JLine keeps those candidates that fit what was typed. */
package backplane.host.console.completion;
