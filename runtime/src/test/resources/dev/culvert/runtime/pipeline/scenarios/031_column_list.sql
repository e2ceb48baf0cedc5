-- create
CREATE TABLE s031.tab1 (a int PRIMARY KEY, "B" int, c int);
CREATE TABLE s031.tab3 ("a'" int PRIMARY KEY, "B" varchar, "c'" int);
CREATE TABLE s031.parted (a int PRIMARY KEY, b text, c timestamptz) PARTITION BY LIST (a);
CREATE TABLE s031.parted_1 PARTITION OF s031.parted FOR VALUES IN (1, 2, 3, 4, 5, 6);
CREATE TABLE s031.parted_2 PARTITION OF s031.parted FOR VALUES IN (7, 8, 9, 10) PARTITION BY LIST (a);
CREATE TABLE s031.parted_2_1 (c timestamptz, b text, a int NOT NULL);
ALTER TABLE s031.parted_2 ATTACH PARTITION s031.parted_2_1 FOR VALUES IN (7, 8);
CREATE TYPE s031.colour AS ENUM ('blue', 'red');
CREATE TABLE s031.tab4 (a int PRIMARY KEY, b s031.colour, c int, d text);
CREATE TABLE s031.tab7 (a int NOT NULL, b int NOT NULL, c int, d int, PRIMARY KEY (a))

-- rows
INSERT INTO s031.tab1 VALUES (1, 2, 3), (4, 5, 6);
INSERT INTO s031.tab3 VALUES (1, '2', 3), (4, '5', 6);
INSERT INTO s031.tab4 VALUES (1, 'red', 3, 'oh my'), (2, 'blue', 4, 'hello');
INSERT INTO s031.parted VALUES (1, 'abc', '2021-07-04 12:00:00'), (7, 'bcd', '2021-07-03 11:12:13');
INSERT INTO s031.tab7 VALUES (1, 22, 333, 4444)

-- changes
INSERT INTO s031.tab1 VALUES (2, 3, 4), (5, 6, 7);
INSERT INTO s031.tab3 VALUES (2, '3', 4), (5, '6', 7);
INSERT INTO s031.tab4 VALUES (3, 'red', 5, 'foo');
INSERT INTO s031.parted VALUES (3, 'xxx', '2022-02-01 10:00:00'), (8, 'zzz', '2022-04-03 21:00:00')

-- of a column in the list, and of one that is not
UPDATE s031.tab1 SET "B" = 2 * "B" WHERE a = 1

UPDATE s031.tab1 SET c = 2 * c WHERE a = 4

UPDATE s031.tab3 SET "B" = "B" || ' updated' WHERE "a'" = 4

UPDATE s031.tab3 SET "c'" = 2 * "c'" WHERE "a'" = 1

UPDATE s031.tab4 SET b = 'blue', c = c * 2, d = d || ' updated' WHERE a = 1

UPDATE s031.parted SET a = 8, b = 'moved' WHERE a = 3 AND false

UPDATE s031.parted SET a = 2 WHERE a = 7

UPDATE s031.tab7 SET b = b * 2, c = c * 3

-- later
-- the key moves to columns that are in the list
ALTER TABLE s031.tab7 DROP CONSTRAINT tab7_pkey;
ALTER TABLE s031.tab7 ADD PRIMARY KEY (a, b)

INSERT INTO s031.tab7 VALUES (3, 55, 666, 7777);
UPDATE s031.tab7 SET b = b * 2, c = c * 3, d = d * 4
