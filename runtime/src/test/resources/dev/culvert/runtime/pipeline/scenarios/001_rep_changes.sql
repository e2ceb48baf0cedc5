-- create
CREATE TABLE s001.tab_full (a int);
ALTER TABLE s001.tab_full REPLICA IDENTITY FULL;
CREATE TABLE s001.tab_full2 (x text);
ALTER TABLE s001.tab_full2 REPLICA IDENTITY FULL;
CREATE TABLE s001.tab_full_pk (a int PRIMARY KEY, b text);
ALTER TABLE s001.tab_full_pk REPLICA IDENTITY FULL;
CREATE TABLE s001.tab_rep (a int PRIMARY KEY);
CREATE TABLE s001.tab_mixed (c text DEFAULT 'local', b text, a int PRIMARY KEY);
CREATE TABLE s001.tab_include (a int, b text, CONSTRAINT covering PRIMARY KEY (a) INCLUDE (b));
CREATE TABLE s001.tab_dropped (a int PRIMARY KEY, gone int, b text);
ALTER TABLE s001.tab_dropped DROP COLUMN gone;
CREATE TABLE other.tab_notrep (a int)

-- rows
INSERT INTO s001.tab_full SELECT generate_series(1, 10);
INSERT INTO s001.tab_full2 VALUES ('a'), ('b'), ('b');
INSERT INTO s001.tab_full_pk VALUES (1, 'foo'), (2, 'baz'), (3, repeat('xyzzy', 20000));
INSERT INTO s001.tab_mixed (a, b) VALUES (1, 'foo');
INSERT INTO s001.tab_dropped VALUES (1, 'one'), (2, 'two');
INSERT INTO other.tab_notrep SELECT generate_series(1, 10)

-- changes
INSERT INTO s001.tab_rep SELECT generate_series(1, 50)

DELETE FROM s001.tab_rep WHERE a > 20

UPDATE s001.tab_rep SET a = -a

INSERT INTO s001.tab_mixed (b, a, c) VALUES ('bar', 2, NULL), ('foo', 3, 'c')

INSERT INTO s001.tab_include SELECT g, 'b' FROM generate_series(1, 50) AS g

DELETE FROM s001.tab_include WHERE a > 20

UPDATE s001.tab_include SET a = -a, b = 'moved'

-- rows that are there twice
INSERT INTO s001.tab_full SELECT generate_series(1, 10)

UPDATE s001.tab_full SET a = a * a

UPDATE s001.tab_full2 SET x = 'bb' WHERE x = 'b'

UPDATE s001.tab_full_pk SET a = 10 WHERE a = 3

UPDATE s001.tab_full_pk SET b = 'bar' WHERE a = 1

DELETE FROM s001.tab_full_pk WHERE a = 2

UPDATE s001.tab_dropped SET b = 'uno' WHERE a = 1

-- a transaction without a captured row
INSERT INTO other.tab_notrep VALUES (11)

-- later
DELETE FROM s001.tab_full WHERE a > 50

TRUNCATE s001.tab_full2
