package dev.culvert.migration.drain;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkWorker;
import dev.culvert.migration.link.Token;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A link through which a token went.
 *
 * @param worker the same before and after
 * @param applyErrors the same before and after; empty where the server does not count
 * @param arrivedAfter from the writing of the token until it was visible, and durable, on the new side
 */
public record DrainedLink(Link link, Token token, LinkWorker worker, OptionalLong applyErrors, Duration arrivedAfter) {}
