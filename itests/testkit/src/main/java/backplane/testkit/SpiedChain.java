// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;

/** A chain that runs something just before it is completed. */
public record SpiedChain(DescriptorChain chain, Runnable beforeCompletion) implements DescriptorChain {
    @Override
    public ChainReader reader() {
        return chain.reader();
    }

    @Override
    public ChainWriter writer() {
        return chain.writer();
    }

    @Override
    public void complete(long written) {
        beforeCompletion.run();
        chain.complete(written);
    }

    @Override
    public void handBack() {
        chain.handBack();
    }
}
