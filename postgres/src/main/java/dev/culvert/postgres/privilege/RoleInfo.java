package dev.culvert.postgres.privilege;

import java.util.List;

/**
 * The role that a session acts as.
 *
 * @param name its name
 * @param superuser whether it may do everything
 * @param replication whether it has the attribute REPLICATION; managed services may give the right by other means
 * @param bypassRls whether row level security does not touch it
 * @param createRole whether it may make roles
 * @param createDatabase whether it may make databases
 * @param powerfulRoles predefined roles that it has the rights of and that reach further than any table
 */
public record RoleInfo(
        String name,
        boolean superuser,
        boolean replication,
        boolean bypassRls,
        boolean createRole,
        boolean createDatabase,
        List<String> powerfulRoles) {
    public RoleInfo {
        powerfulRoles = List.copyOf(powerfulRoles);
    }
}
