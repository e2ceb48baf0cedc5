CREATE TABLE products (
    sku text PRIMARY KEY,
    name text NOT NULL,
    price numeric(10, 2) NOT NULL CHECK (price > 0),
    stock int NOT NULL
);

CREATE TABLE orders (
    order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku text NOT NULL REFERENCES products,
    quantity int NOT NULL,
    tag text NOT NULL,
    ordered_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO products VALUES
    ('brick', 'Brick', 0.80, 50000), ('pipe', 'Concrete pipe', 119.00, 50000), ('grate', 'Grate', 42.50, 50000),
    ('sand', 'Sand, 1 t', 31.90, 50000);

-- what was sold before today
INSERT INTO orders (sku, quantity, tag)
SELECT (ARRAY['brick', 'pipe', 'grate', 'sand'])[1 + i % 4], 1 + i % 5, 'before-' || i
FROM generate_series(1, 100000) AS i;

CREATE INDEX orders_by_tag ON orders (tag);

CREATE VIEW sold AS SELECT sku, count(*) AS orders, sum(quantity) AS quantity FROM orders GROUP BY sku;

ANALYZE;
