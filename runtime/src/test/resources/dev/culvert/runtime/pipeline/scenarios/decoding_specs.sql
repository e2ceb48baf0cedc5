-- create
-- of contrib/test_decoding/specs: concurrent_ddl_dml, subxact_without_top, catalog_change_snapshot, snapshot_transfer, ondisk_startup,
-- delayed_startup, oldest_xmin, invalidation_distribution
CREATE TABLE sspecs.first (id int PRIMARY KEY, v int);
CREATE TABLE sspecs.add_column (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.drop_column (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.to_float (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.to_text (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.set_default (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.two_ddls (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.dropped_again (id int PRIMARY KEY, v1 int, v2 int);
CREATE TABLE sspecs.own_ddl (id int PRIMARY KEY, v1 int);
CREATE TABLE sspecs.harvest (id int PRIMARY KEY, fruits text);
CREATE TABLE sspecs.released (id int PRIMARY KEY, data text)

-- rows
INSERT INTO sspecs.first VALUES (1, 1);
INSERT INTO sspecs.add_column VALUES (1, 1, 1);
INSERT INTO sspecs.own_ddl VALUES (1, 1)

-- changes
-- transactions that are open while the pipeline ends and begins again, over a checkpoint
-- s1
BEGIN;
SAVEPOINT s1;
INSERT INTO sspecs.harvest VALUES (1, 'apples');
SAVEPOINT s2;
INSERT INTO sspecs.harvest VALUES (2, 'pears')

-- s2
BEGIN;
INSERT INTO sspecs.own_ddl VALUES (2, 2);
ALTER TABLE sspecs.own_ddl ADD COLUMN v2 int;
INSERT INTO sspecs.own_ddl VALUES (3, 3, 3)

-- s3
BEGIN;
SELECT 1;
SAVEPOINT s1;
SAVEPOINT s2;
INSERT INTO sspecs.released SELECT g, 'data' FROM generate_series(1, 200) AS g

CHECKPOINT

-- s4
BEGIN;
INSERT INTO sspecs.first VALUES (2, 2)

-- later
-- s1
RELEASE SAVEPOINT s1;
INSERT INTO sspecs.harvest VALUES (3, 'plums');
COMMIT

CHECKPOINT

-- s2
INSERT INTO sspecs.own_ddl VALUES (4, 4, 4);
COMMIT

-- s3
ROLLBACK TO SAVEPOINT s2;
INSERT INTO sspecs.released VALUES (1000, 'kept');
COMMIT

-- another session changes the shape of tables that the first writes to afterwards, in a transaction that began before
ALTER TABLE sspecs.add_column ADD COLUMN v3 int

ALTER TABLE sspecs.drop_column DROP COLUMN v2

ALTER TABLE sspecs.to_float ALTER COLUMN v2 TYPE double precision

ALTER TABLE sspecs.to_text ALTER COLUMN v2 TYPE text

ALTER TABLE sspecs.set_default ALTER COLUMN v2 SET DEFAULT 7

ALTER TABLE sspecs.two_ddls ADD COLUMN v3 int

ALTER TABLE sspecs.two_ddls DROP COLUMN v2

ALTER TABLE sspecs.dropped_again ADD COLUMN v3 int

-- s4
INSERT INTO sspecs.add_column VALUES (2, 2, 2, 2);
INSERT INTO sspecs.drop_column VALUES (2, 2);
INSERT INTO sspecs.to_float VALUES (2, 2, 0.5);
INSERT INTO sspecs.to_text VALUES (2, 2, 'two');
INSERT INTO sspecs.set_default (id, v1) VALUES (2, 2);
INSERT INTO sspecs.two_ddls VALUES (2, 2, 3);
INSERT INTO sspecs.dropped_again VALUES (2, 2, 2, 2);
INSERT INTO sspecs.first VALUES (3, 3);
COMMIT

ALTER TABLE sspecs.dropped_again DROP COLUMN v3

INSERT INTO sspecs.dropped_again VALUES (3, 3, 3);
INSERT INTO sspecs.add_column VALUES (3, 3, 3, 3);
DELETE FROM sspecs.add_column WHERE id = 1
