// SPDX-License-Identifier: Apache-2.0
/**
 * Fixed layouts, declared once as tables. A field is a row; offsets follow from the rows before it;
 * the size that the specification gives is checked when the class is loaded.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package backplane.wire;
