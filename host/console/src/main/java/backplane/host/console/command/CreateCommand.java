// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.FreeName;
import backplane.host.console.completion.SettingKeys;
import backplane.host.console.completion.TypeNames;
import backplane.operation.OperationRefused;
import backplane.operation.SlotOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** A new device, which stays after a restart. */
@Service
@Command(scope = "vhost", name = "create", description = "Creates a device and stores its configuration; ends when its socket is open")
public final class CreateCommand implements Action {
    @Argument(index = 0, name = "TYPE", description = "what device; vhost:types lists them", required = true)
    @Completion(TypeNames.class)
    String type;

    @Argument(index = 1, name = "NAME", description = "what to call it; also its socket, unless that is given", required = true)
    @Completion(FreeName.class)
    String name;

    @Argument(index = 2, name = "key=value...", description = "its settings; vhost:types TYPE lists them", multiValued = true)
    @Completion(SettingKeys.class)
    List<String> settings;

    @Reference
    SlotOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        try {
            operations.create(type, name, parse(settings == null ? List.of() : settings));
        } catch (OperationRefused refused) {
            throw Refusal.of(refused);
        }
        Output.of(session).println(name + ": " + Refusal.slot(operations, name).socket());
        return null;
    }

    private static Map<String, String> parse(List<String> settings) throws CommandException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw Refusal.because("'" + setting + "' is no setting; write key=value, such as mode=0660");
            }
            String key = setting.substring(0, equals);
            if (values.put(key, setting.substring(equals + 1)) != null) {
                throw Refusal.because("the key '" + key + "' is given twice; leave one out");
            }
        }
        return values;
    }
}
