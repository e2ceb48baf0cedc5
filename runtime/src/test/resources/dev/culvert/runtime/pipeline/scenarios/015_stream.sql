-- create
-- 015 to 019: the server decodes this database with 64 kB of memory, and so spills
CREATE TABLE s015.test_tab (a int PRIMARY KEY, b text, c int);
CREATE TABLE s015.test_ddl (a int PRIMARY KEY, b text)

-- rows
INSERT INTO s015.test_tab VALUES (1, 'foo'), (2, 'bar');
INSERT INTO s015.test_ddl VALUES (1, 'foo')

-- changes
-- s1
BEGIN;
INSERT INTO s015.test_tab SELECT g, repeat('x', 100) FROM generate_series(3, 2000) AS g;
UPDATE s015.test_tab SET b = repeat('y', 100) WHERE a % 2 = 0;
DELETE FROM s015.test_tab WHERE a % 3 = 0

-- s2
BEGIN;
INSERT INTO s015.test_tab SELECT g, 'two', g FROM generate_series(5000, 6000) AS g

-- s1
SAVEPOINT s1;
INSERT INTO s015.test_tab SELECT g, 'sub' FROM generate_series(2001, 3000) AS g;
SAVEPOINT s2;
INSERT INTO s015.test_tab SELECT g, 'sub' FROM generate_series(3001, 3500) AS g;
SAVEPOINT s3;
INSERT INTO s015.test_tab SELECT g, 'sub' FROM generate_series(3501, 4000) AS g;
RELEASE SAVEPOINT s2;
INSERT INTO s015.test_tab SELECT g, 'sub' FROM generate_series(4001, 4500) AS g;
ROLLBACK TO SAVEPOINT s1;
INSERT INTO s015.test_tab SELECT g, 'after' FROM generate_series(3001, 3500) AS g

-- s2
UPDATE s015.test_tab SET c = 1 WHERE a BETWEEN 5000 AND 5500;
COMMIT

-- s1
COMMIT

-- nothing of it
BEGIN;
INSERT INTO s015.test_tab SELECT g, 'lost' FROM generate_series(7000, 9000) AS g;
DELETE FROM s015.test_tab WHERE a < 1000;
ROLLBACK

-- later
-- a large transaction with changes of the shape in it and in its savepoints, some rolled back
BEGIN;
INSERT INTO s015.test_ddl SELECT g, repeat('z', 60) FROM generate_series(2, 1000) AS g;
SAVEPOINT s1;
ALTER TABLE s015.test_ddl ADD COLUMN c int;
INSERT INTO s015.test_ddl SELECT g, 'c', g FROM generate_series(1001, 2000) AS g;
SAVEPOINT s2;
ALTER TABLE s015.test_ddl ADD COLUMN d int;
INSERT INTO s015.test_ddl SELECT g, 'd', g, -g FROM generate_series(2001, 3000) AS g;
ROLLBACK TO SAVEPOINT s2;
INSERT INTO s015.test_ddl SELECT g, 'e', g FROM generate_series(3001, 3100) AS g;
COMMIT
