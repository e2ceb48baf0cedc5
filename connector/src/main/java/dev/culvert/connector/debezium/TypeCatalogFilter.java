package dev.culvert.connector.debezium;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;

/**
 * Shows Debezium the one type that it needs, {@code text}. It would read all types of the database at its start, which takes long
 * where there are many, and fails on a domain over an enum and on an enum without labels, captured or not.
 */
final class TypeCatalogFilter {
    /** How its query begins; it ends with a condition. */
    private static final String ALL_TYPES = "SELECT t.oid AS oid, t.typname AS name";

    private static final String ONLY_TEXT = " AND t.oid = " + Relations.TEXT_OID;

    private TypeCatalogFilter() {}

    static Connection around(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoke(connection, method, arguments);
            return method.getName().equals("createStatement") ? around((Statement) result) : result;
        });
    }

    private static Statement around(Statement statement) {
        return proxy(Statement.class, (method, arguments) -> {
            if (method.getName().equals("executeQuery")
                    && arguments[0].toString().startsWith(ALL_TYPES)) {
                return statement.executeQuery(arguments[0] + ONLY_TEXT);
            }
            return invoke(statement, method, arguments);
        });
    }

    @FunctionalInterface
    private interface Handler {
        Object handle(Method method, Object... arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                TypeCatalogFilter.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, arguments)));
    }

    private static Object invoke(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
