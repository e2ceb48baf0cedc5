-- Run once by the old server's image, as superuser in the database shop, after the shop's tables are there.
-- The password is for this throw-away stack.
CREATE ROLE culvert LOGIN REPLICATION PASSWORD 'culvert';
ALTER DATABASE shop OWNER TO culvert;
-- a publication of single tables can only be made by their owner
ALTER TABLE customers OWNER TO culvert;
ALTER TABLE products OWNER TO culvert;
ALTER TABLE orders OWNER TO culvert;
ALTER TABLE order_items OWNER TO culvert;
