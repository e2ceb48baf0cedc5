-- create
-- an index whose predicate is a function
CREATE FUNCTION s100.double(x int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT x * 2';
CREATE TABLE s100.tab1 (a int PRIMARY KEY, b int);
CREATE INDEX ON s100.tab1 (b) WHERE a > s100.double(1);
CREATE UNLOGGED TABLE s100.unlogged (a int);
CREATE TABLE s100.replidentity (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX idx_a ON s100.replidentity (a);
CREATE UNIQUE INDEX idx_b ON s100.replidentity (b);
ALTER TABLE s100.replidentity REPLICA IDENTITY USING INDEX idx_a;
CREATE TABLE s100.dropped_cols (a int, b_drop int, c int);
ALTER TABLE s100.dropped_cols REPLICA IDENTITY FULL;
CREATE TABLE s100.generated_cols (a int, b_gen int GENERATED ALWAYS AS (5 * a) STORED, c int);
ALTER TABLE s100.generated_cols REPLICA IDENTITY FULL;
-- a row that lacks the last attribute in its stored form
CREATE TABLE s100.missing (a int);
ALTER TABLE s100.missing REPLICA IDENTITY FULL;
INSERT INTO s100.missing VALUES (1);
ALTER TABLE s100.missing ADD COLUMN b bool DEFAULT false

-- rows
INSERT INTO s100.replidentity VALUES (1, 1), (2, 2);
INSERT INTO s100.dropped_cols VALUES (1, 1, 1);
INSERT INTO s100.generated_cols (a, c) VALUES (1, 1);
INSERT INTO s100.missing VALUES (2, false)

-- changes
INSERT INTO s100.tab1 VALUES (1, 2), (3, 4)

CREATE TEMPORARY TABLE tt1 AS SELECT 1 AS a;
UPDATE tt1 SET a = 2;
INSERT INTO s100.unlogged VALUES (1);
UPDATE s100.unlogged SET a = 2

UPDATE s100.generated_cols SET a = 100

UPDATE s100.missing SET a = a + 10

DELETE FROM s100.missing WHERE a = 11

-- later
-- the identity moves to another index, and what follows must be logged by it
ALTER TABLE s100.replidentity REPLICA IDENTITY USING INDEX idx_b

UPDATE s100.replidentity SET a = -a WHERE a = 1

DELETE FROM s100.replidentity WHERE a = 2

ALTER TABLE s100.dropped_cols DROP COLUMN b_drop

UPDATE s100.dropped_cols SET a = 100

ALTER TABLE s100.missing ADD COLUMN c int DEFAULT 7

UPDATE s100.missing SET a = a + 100
