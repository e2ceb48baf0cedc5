package dev.culvert.cli.embedded.upgrade;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Several customers, who come until the shop closes. */
public final class Customers implements AutoCloseable {
    /** So that a tag is never used twice, whoever comes. */
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<Customer> all;

    private Customers(List<Customer> all) {
        this.all = all;
    }

    /**
     * Lets them in.
     *
     * @param url for pgjdbc; asked at each connect
     * @param sales takes each answer
     */
    public static Customers come(int number, Supplier<String> url, Sales sales) {
        List<Customer> all = IntStream.range(0, number)
                .mapToObj(i -> new Customer("c" + NAMES.incrementAndGet(), url, sales))
                .toList();
        all.forEach(Customer::start);
        return new Customers(all);
    }

    /** Waits until each has been told what became of its last purchase. */
    @Override
    public void close() {
        all.forEach(Customer::requestStop);
        try {
            for (Customer customer : all) {
                customer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
