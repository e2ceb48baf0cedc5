-- create
CREATE TABLE s006.test1 (a int PRIMARY KEY, b text);
CREATE TABLE s006.test2 (a int PRIMARY KEY, b text)

-- rows
INSERT INTO s006.test1 VALUES (1, 'one'), (2, 'two');
INSERT INTO s006.test2 VALUES (1, 'one'), (2, 'two')

-- later
-- the rewritten heap brings no rows of its own
BEGIN;
ALTER TABLE s006.test1 ADD COLUMN c int NOT NULL DEFAULT 0;
INSERT INTO s006.test1 (a, b, c) VALUES (3, 'three', 33);
ALTER TABLE s006.test2 ADD COLUMN c timestamptz DEFAULT clock_timestamp();
INSERT INTO s006.test2 (a, b) VALUES (3, 'three');
COMMIT

BEGIN;
UPDATE s006.test1 SET c = 10 WHERE a = 1;
ALTER TABLE s006.test1 ALTER COLUMN c TYPE bigint;
UPDATE s006.test1 SET c = c + 1;
COMMIT

VACUUM FULL s006.test2

CLUSTER s006.test1 USING test1_pkey

UPDATE s006.test2 SET b = 'zwei' WHERE a = 2
