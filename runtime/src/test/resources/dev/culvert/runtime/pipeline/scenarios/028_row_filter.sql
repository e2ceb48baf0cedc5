-- create
CREATE TABLE s028.tab1 (a int PRIMARY KEY, b text);
ALTER TABLE s028.tab1 REPLICA IDENTITY FULL;
CREATE TABLE s028.tab2 (c int PRIMARY KEY);
CREATE TABLE s028.tab3 (a int PRIMARY KEY, b boolean, UNIQUE (a));
CREATE TABLE s028.parted (a int PRIMARY KEY, b int) PARTITION BY RANGE (a);
CREATE TABLE s028.parted_less PARTITION OF s028.parted FOR VALUES FROM (MINVALUE) TO (10000);
CREATE TABLE s028.parted_more PARTITION OF s028.parted FOR VALUES FROM (10000) TO (MAXVALUE);
CREATE TABLE s028.toasted (a text NOT NULL, b text NOT NULL);
ALTER TABLE s028.toasted ALTER COLUMN a SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX toasted_index ON s028.toasted (a, b);
ALTER TABLE s028.toasted REPLICA IDENTITY USING INDEX toasted_index

-- rows
INSERT INTO s028.tab1 VALUES (1, 'not replicated'), (1500, 'filtered'), (1980, 'not filtered');
INSERT INTO s028.tab1 SELECT g, 'test ' || g FROM generate_series(990, 1002) AS g;
INSERT INTO s028.tab2 SELECT generate_series(1, 20);
INSERT INTO s028.tab3 SELECT g, g % 3 = 0 FROM generate_series(1, 10) AS g;
INSERT INTO s028.parted VALUES (1, 100), (7000, 101), (15000, 102), (5500, 300);
INSERT INTO s028.toasted VALUES (repeat('1234567890', 200), '1234567890')

-- changes
INSERT INTO s028.tab1 VALUES (800, 'test 800'), (1600, 'test 1600'), (1601, 'test 1601'), (1602, 'filtered'), (1700, 'test 1700')

-- stays out; stays in; goes out; comes in
UPDATE s028.tab1 SET b = NULL WHERE a = 1600

UPDATE s028.tab1 SET b = 'test 1601 updated' WHERE a = 1601

UPDATE s028.tab1 SET b = 'test 1602 updated' WHERE a = 1602

UPDATE s028.tab1 SET a = 600 WHERE a = 1700

UPDATE s028.tab1 SET a = 2800 WHERE a = 800

DELETE FROM s028.tab1 WHERE a IN (1, 1980)

INSERT INTO s028.tab2 VALUES (21), (22)

UPDATE s028.tab2 SET c = 30 WHERE c = 21

UPDATE s028.tab2 SET c = 31 WHERE c = 22

DELETE FROM s028.tab2 WHERE c < 8

INSERT INTO s028.tab3 VALUES (20, true), (21, false)

DELETE FROM s028.tab3 WHERE a IN (3, 4)

INSERT INTO s028.parted VALUES (4000, 400), (4001, 401), (17000, 500)

UPDATE s028.parted SET a = 17001 WHERE a = 4000

UPDATE s028.parted SET a = 4002 WHERE a = 17000

DELETE FROM s028.parted WHERE a = 1

-- the value of the filter is stored out of line and does not change
UPDATE s028.toasted SET b = '1'

TRUNCATE s028.parted

INSERT INTO s028.parted VALUES (5000, 1), (6000, 2)
