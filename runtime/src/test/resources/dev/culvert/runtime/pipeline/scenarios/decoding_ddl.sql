-- create
-- of contrib/test_decoding: ddl, toast, xact, spill, rewrite, permissions (of FOR UPDATE and its like), time
CREATE TABLE sdecoding.replication_example (id serial PRIMARY KEY, somedata int, text varchar(120));
CREATE TABLE sdecoding.tr_unique (id2 serial UNIQUE NOT NULL, data int);
ALTER TABLE sdecoding.tr_unique REPLICA IDENTITY USING INDEX tr_unique_id2_key;
CREATE TABLE sdecoding.tr_pkey (id2 serial NOT NULL, data int, id serial, PRIMARY KEY (id));
CREATE TABLE sdecoding.xpto (id int PRIMARY KEY, toasted_col1 text, rand1 float8 DEFAULT random(), toasted_col2 text);
CREATE TABLE sdecoding.toasted_copy (id int PRIMARY KEY, data text);
ALTER TABLE sdecoding.toasted_copy ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE sdecoding.spill_test (id serial PRIMARY KEY, data text);
CREATE TABLE sdecoding.locked (id int PRIMARY KEY, n int)

-- rows
INSERT INTO sdecoding.replication_example (somedata, text) VALUES (1, 'first'), (2, 'second');
INSERT INTO sdecoding.locked VALUES (1, 0), (2, 0)

-- changes
BEGIN;
INSERT INTO sdecoding.replication_example (somedata, text) VALUES (3, 'a'), (4, 'b');
UPDATE sdecoding.replication_example SET somedata = -somedata WHERE somedata = 3;
UPDATE sdecoding.replication_example SET id = id + 100 WHERE somedata = 4;
DELETE FROM sdecoding.replication_example WHERE somedata = 1;
COMMIT

INSERT INTO sdecoding.tr_unique (data) VALUES (10), (20);
UPDATE sdecoding.tr_unique SET data = data + 1;
UPDATE sdecoding.tr_unique SET id2 = -id2 WHERE data = 11;
DELETE FROM sdecoding.tr_unique WHERE data = 21

INSERT INTO sdecoding.tr_pkey (data) VALUES (1), (1);
UPDATE sdecoding.tr_pkey SET id = id + 10, data = 3 WHERE id = 1;
DELETE FROM sdecoding.tr_pkey WHERE id = 2

-- inserted, copied and changed more than once in one transaction, whose values are out of line
INSERT INTO sdecoding.xpto (id, toasted_col1, toasted_col2)
  SELECT 1, string_agg(g.i::text, ''), string_agg((g.i * 2)::text, '') FROM generate_series(1, 2000) AS g (i)

UPDATE sdecoding.xpto SET toasted_col1 = (SELECT string_agg(g.i::text, '') FROM generate_series(1, 2000) AS g (i)) WHERE id = 1

UPDATE sdecoding.xpto SET rand1 = 123.456 WHERE id = 1

BEGIN;
UPDATE sdecoding.xpto SET id = 2 WHERE id = 1;
UPDATE sdecoding.xpto SET rand1 = 1 WHERE id = 2;
DELETE FROM sdecoding.xpto WHERE id = 2;
INSERT INTO sdecoding.xpto (id, toasted_col1) VALUES (2, repeat('again', 3000));
COMMIT

BEGIN;
INSERT INTO sdecoding.toasted_copy SELECT g, repeat('c' || g, 3000) FROM generate_series(1, 20) AS g;
UPDATE sdecoding.toasted_copy SET id = id + 100 WHERE id > 10;
DELETE FROM sdecoding.toasted_copy WHERE id = 5;
COMMIT

-- the number is the savepoint's first
BEGIN;
SAVEPOINT barf;
INSERT INTO sdecoding.replication_example (somedata, text) VALUES (50, 'of a savepoint');
RELEASE SAVEPOINT barf;
COMMIT

-- shapes of spilled subtransactions
BEGIN;
SAVEPOINT s1;
INSERT INTO sdecoding.spill_test (data) SELECT 's1' || g FROM generate_series(1, 3000) AS g;
SAVEPOINT s2;
INSERT INTO sdecoding.spill_test (data) SELECT 's2' || g FROM generate_series(1, 3000) AS g;
RELEASE SAVEPOINT s2;
RELEASE SAVEPOINT s1;
INSERT INTO sdecoding.spill_test (data) SELECT 'top' || g FROM generate_series(1, 10) AS g;
SAVEPOINT s3;
INSERT INTO sdecoding.spill_test (data) SELECT 'lost' || g FROM generate_series(1, 3000) AS g;
ROLLBACK TO SAVEPOINT s3;
SAVEPOINT s4;
INSERT INTO sdecoding.spill_test (data) VALUES ('small');
SAVEPOINT s5;
INSERT INTO sdecoding.spill_test (data) SELECT 's5' || g FROM generate_series(1, 3000) AS g;
ROLLBACK TO SAVEPOINT s5;
COMMIT

-- rows that are locked only are no changes, by one session or several (multixact)
-- s1
BEGIN;
SELECT * FROM sdecoding.locked WHERE id = 1 FOR SHARE

-- s2
BEGIN;
SELECT * FROM sdecoding.locked WHERE id = 1 FOR KEY SHARE;
UPDATE sdecoding.locked SET n = 5 WHERE id = 2;
COMMIT

-- s1
COMMIT

UPDATE sdecoding.locked SET n = 1 WHERE id = 1

CREATE TABLE other.into_rel AS SELECT * FROM sdecoding.locked

-- later
-- shapes in the middle of transactions, some of them rolled back
BEGIN;
INSERT INTO sdecoding.replication_example (somedata, text) VALUES (60, 'before');
ALTER TABLE sdecoding.replication_example ADD COLUMN bar int;
INSERT INTO sdecoding.replication_example (somedata, text, bar) VALUES (61, 'with', 4);
ROLLBACK

ALTER TABLE sdecoding.replication_example RENAME COLUMN text TO somenum

INSERT INTO sdecoding.replication_example (somedata, somenum) VALUES (62, '3')

ALTER TABLE sdecoding.replication_example ALTER COLUMN somenum TYPE int4 USING length(somenum)

INSERT INTO sdecoding.replication_example (somedata, somenum) VALUES (63, 4)

DROP TABLE sdecoding.tr_pkey;
CREATE TABLE sdecoding.tr_pkey (id int PRIMARY KEY, data text);
INSERT INTO sdecoding.tr_pkey VALUES (1, 'another table of that name')
