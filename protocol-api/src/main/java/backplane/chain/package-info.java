// SPDX-License-Identifier: Apache-2.0
/**
 * One request of the driver, with its framing hidden: a stream of bytes in and a stream of bytes out.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package backplane.chain;
