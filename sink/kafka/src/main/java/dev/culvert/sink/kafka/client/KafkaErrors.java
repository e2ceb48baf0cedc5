package dev.culvert.sink.kafka.client;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Turns what Kafka's clients throw into error codes. A message of Kafka is not copied: only the class of the exception is
 * named, since messages may hold settings or row data (I12).
 */
public final class KafkaErrors {
    private KafkaErrors() {}

    /**
     * @param thrown what a client threw, wrapped or not
     * @param object what was being done it to, such as {@code topic shop.orders}
     * @param doing what was being done, to be read after "while": {@code describing topics}
     * @param changed what is changed by now
     */
    public static CulvertException translate(Throwable thrown, String object, String doing, Changed changed) {
        if (thrown instanceof CulvertException already) {
            return already;
        }
        Throwable cause = root(thrown);
        String fact = cause.getClass().getSimpleName() + " while " + doing + ".";
        if (cause instanceof InterruptException || cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new CulvertException(
                    ErrorCode.KAFKA_SEND,
                    object,
                    "The thread was interrupted while " + doing + ".",
                    changed,
                    "Nothing, if Culvert was told to stop; else start it again.");
        }
        if (cause instanceof SslAuthenticationException) {
            return new CulvertException(
                    ErrorCode.KAFKA_AUTH,
                    object,
                    "TLS with the brokers could not be agreed: " + fact,
                    changed,
                    "Compare kafka.security (protocol, caCert, cert, key) with the brokers' listener, and the host name in"
                            + " kafka.bootstrap with their certificate.");
        }
        if (cause instanceof AuthenticationException) {
            return new CulvertException(
                    ErrorCode.KAFKA_AUTH,
                    object,
                    fact,
                    changed,
                    "Check kafka.security: protocol, mechanism, user and the secret that password refers to.");
        }
        if (isFenced(cause)) {
            return new CulvertException(
                    ErrorCode.KAFKA_FENCED,
                    object,
                    "A producer with the same transactional id was started later, or this one was silent for longer than"
                            + " transaction.timeout.ms (" + fact + ")",
                    Changed.POSITION_KEPT,
                    "See which instance holds the slot (culvert status), and let only that one run.");
        }
        if (cause instanceof AuthorizationException) {
            return new CulvertException(
                    ErrorCode.KAFKA_ACL,
                    object,
                    fact,
                    changed,
                    "Grant the operation to Culvert's user; culvert doctor lists what it needs.");
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new CulvertException(
                    ErrorCode.TOPIC_MISSING,
                    object,
                    "The brokers do not know the topic (" + fact + ")",
                    changed,
                    "Create the topics: culvert apply FILE.");
        }
        if (cause instanceof UnsupportedVersionException) {
            return new CulvertException(
                    ErrorCode.KAFKA_NO_TRANSACTIONS,
                    object,
                    "The brokers are too old for a request that is needed (" + fact + ")",
                    changed,
                    "Use brokers of Kafka 4.0 or newer.");
        }
        if (cause instanceof TimeoutException || cause instanceof RetriableException) {
            return new CulvertException(
                    ErrorCode.KAFKA_UNREACHABLE,
                    object,
                    "The brokers gave no answer in time: " + fact,
                    changed,
                    "Check that the brokers run and that kafka.bootstrap and their advertised listeners can be reached from"
                            + " here.");
        }
        return new CulvertException(
                ErrorCode.KAFKA_SEND,
                object,
                fact,
                changed,
                "Look for the cause in the brokers' logs; Culvert starts over from the last durable position.");
    }

    static CulvertException settings(Throwable thrown, String bootstrap) {
        Throwable cause = root(thrown);
        if (cause instanceof ConfigException) {
            return new CulvertException(
                    ErrorCode.DEF_VALUE,
                    "kafka",
                    "A Kafka client cannot be made of these settings (bootstrap " + bootstrap + "): an address does not"
                            + " resolve, or a value of kafka.producer or kafka.security is outside what the client takes.",
                    Changed.NOTHING,
                    "Check kafka.bootstrap, kafka.producer and kafka.security.");
        }
        return new CulvertException(
                ErrorCode.KAFKA_AUTH,
                "Kafka at " + bootstrap,
                "A client cannot be made: " + cause.getClass().getSimpleName() + ".",
                Changed.NOTHING,
                "Check kafka.security: the PEM files and their password; for OAUTHBEARER tokenUrl, user and the secret that"
                        + " password refers to.");
    }

    /** Whether another producer with this transactional id has taken over, or the coordinator gave this one up. */
    public static boolean isFenced(Throwable cause) {
        return cause instanceof ProducerFencedException
                || cause instanceof InvalidProducerEpochException
                || cause instanceof FencedInstanceIdException;
    }

    /** What stands behind the wrappers that the clients put around an error. */
    public static Throwable root(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || cause.getClass() == org.apache.kafka.common.KafkaException.class
                        || cause instanceof java.util.concurrent.CompletionException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
