// SPDX-License-Identifier: Apache-2.0
/**
 * What goes over the control socket. The client sends one {@link backplane.host.console.frame.Request}; the host answers
 * with {@link backplane.host.console.frame.Frame}s, the last of which carries the exit status. All numbers are big-endian.
 * <pre>
 * request  u32 0x42504331 ("BPC1")   u32 words, 1 to 64   words times: u32 bytes, text in UTF-8; 64 KiB of text in all
 * frame    u8 kind                   u32 bytes, 0 to 64 Ki   bytes
 * </pre>
 * Both sides read what they do not trust: a number is checked before anything is allocated by it.
 */
package backplane.host.console.frame;
