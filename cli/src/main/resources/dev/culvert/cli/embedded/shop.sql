CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped');

CREATE TABLE customers (
    customer_id int PRIMARY KEY,
    name text NOT NULL,
    city text NOT NULL
);

CREATE TABLE products (
    sku text PRIMARY KEY,
    name text NOT NULL,
    price numeric(10, 2) NOT NULL,
    stock int NOT NULL
);

CREATE TABLE orders (
    order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id int NOT NULL REFERENCES customers,
    status order_status NOT NULL DEFAULT 'new',
    ordered_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    sku text NOT NULL REFERENCES products,
    quantity int NOT NULL,
    PRIMARY KEY (order_id, sku)
);

INSERT INTO customers VALUES
    (1, 'Ada', 'London'), (2, 'Grace', 'Arlington'), (3, 'Edsger', 'Nuenen'), (4, 'Barbara', 'Cambridge');

INSERT INTO products VALUES
    ('brick', 'Brick', 0.80, 5000), ('pipe', 'Concrete pipe', 119.00, 300), ('grate', 'Grate', 42.50, 800),
    ('sand', 'Sand, 1 t', 31.90, 900);

-- one visit: most buy, some orders move on, few are given up
CREATE PROCEDURE trade() LANGUAGE plpgsql AS $$
DECLARE
    bought text := (SELECT sku FROM products ORDER BY random() LIMIT 1);
    number bigint;
BEGIN
    IF random() < 0.6 THEN
        INSERT INTO orders (customer_id) VALUES (1 + floor(random() * 4)) RETURNING order_id INTO number;
        INSERT INTO order_items VALUES (number, bought, 1 + floor(random() * 5));
        UPDATE products SET stock = stock - 1 WHERE sku = bought;
    ELSIF random() < 0.8 THEN
        UPDATE orders SET status = CASE status WHEN 'new' THEN 'paid' ELSE 'shipped' END::order_status
        WHERE order_id = (SELECT order_id FROM orders WHERE status <> 'shipped' ORDER BY order_id LIMIT 1);
    ELSE
        DELETE FROM orders
        WHERE order_id = (SELECT order_id FROM orders WHERE status = 'new' ORDER BY random() LIMIT 1);
    END IF;
END
$$;
