// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.operation.UpgradeView;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * Whether a bundle that appears beside the one that has a type is to take it over, without an operator's word: it does if it is a
 * later version of the same bundle, as {@code feature:install} and a kar bring it. What operators have decided goes before: the version
 * of the last upgrade is the one that counts after a restart, too, and one that was left or put back does not return by itself.
 */
public final class LaterVersion {
    private final List<UpgradeView> history;

    /** @param history the latest last */
    public LaterVersion(List<UpgradeView> history) {
        this.history = history;
    }

    public boolean takesOver(String type, Bundle standing, Bundle appeared) {
        return standing.getSymbolicName().equals(appeared.getSymbolicName())
                && takesOver(type, InstalledVersions.label(standing), standing.getVersion(), InstalledVersions.label(appeared),
                appeared.getVersion());
    }

    boolean takesOver(String type, String standing, Version standingVersion, String appeared, Version appearedVersion) {
        if (standing.equals(appeared)) {
            // its bundle was restarted, and what has appeared may be its former offer, which the newer one has replaced by now
            return false;
        }
        UpgradeView last = null;
        UpgradeView tried = null;
        for (UpgradeView entry : history) {
            if (entry.type().equals(type)) {
                last = entry.done() ? entry : last;
                tried = entry.to().equals(appeared) ? entry : tried;
            }
        }
        if (last != null && last.to().equals(appeared)) {
            return true;
        }
        boolean left = last != null && last.to().equals(standing) && last.from().equals(appeared);
        boolean putBack = tried != null && !tried.done();
        return !left && !putBack && appearedVersion.compareTo(standingVersion) > 0;
    }
}
