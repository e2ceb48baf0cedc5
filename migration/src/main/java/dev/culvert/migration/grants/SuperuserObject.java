package dev.culvert.migration.grants;

/**
 * Something that no grant lets a role make.
 *
 * @param name with its kind, such as {@code event trigger audit}
 * @param why the reason, without a full stop
 */
public record SuperuserObject(String name, String why) {}
