// SPDX-License-Identifier: Apache-2.0
/**
 * Starts the host's bundles without Karaf, for small boards: a plain Felix framework, the bundles of Karaf's own start list that are not
 * Karaf's, and the same folder layout.
 *
 * <p>This is a program on the class path, not a bundle. It is not the launcher that bnd exports: that one unpacks every bundle at each
 * start, sets a security policy (which Java 24 refuses), and knows nothing of start levels that an existing list gives.
 */
package backplane.host.launcher;
