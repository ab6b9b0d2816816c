// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import backplane.operation.SlotOperations;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the metrics as long as there is a configuration {@code backplane.metrics}; its one key is {@code listen}. */
@Component(service = {}, immediate = true, configurationPid = "backplane.metrics", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class MetricsEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);
    private static final String OFF = "off";

    private final MetricsServer server;

    /** A wrong or unusable address is told in the log; the host serves its devices all the same. */
    @Activate
    public MetricsEndpoint(@Reference SlotOperations operations, Map<String, Object> configuration) {
        server = start(String.valueOf(configuration.getOrDefault("listen", OFF)).trim(), operations);
    }

    @Deactivate
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private static MetricsServer start(String listen, SlotOperations operations) {
        if (listen.equals(OFF)) {
            return null;
        }
        try {
            MetricsServer started = MetricsServer.start(MetricsAddress.parse(listen),
                    () -> PrometheusText.of(operations, ProcessFigures.now()));
            LOG.info("Metrics at {}, path /metrics", listen);
            return started;
        } catch (IllegalArgumentException wrong) {
            LOG.error("no metrics: {}", wrong.getMessage());
        } catch (IOException refused) {
            LOG.error("no metrics: {} cannot be listened at ({}); free it, or choose another in backplane.metrics.cfg", listen,
                    refused.getMessage());
        }
        return null;
    }
}
