-- create
CREATE TABLE s025.tab1 (a int PRIMARY KEY, b int);
CREATE TABLE s025.parted (a int PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE other.parted_1 PARTITION OF s025.parted FOR VALUES FROM (0) TO (100);
CREATE TABLE other.elsewhere (a int PRIMARY KEY)

-- rows
INSERT INTO s025.tab1 VALUES (1, 1), (2, 2);
INSERT INTO s025.parted VALUES (1);
INSERT INTO other.elsewhere VALUES (1)

-- changes
-- the partition of another schema belongs to its root
INSERT INTO s025.parted VALUES (2);
INSERT INTO other.elsewhere VALUES (2)

-- later
CREATE TABLE s025.tab3 (a int PRIMARY KEY);
INSERT INTO s025.tab3 VALUES (1)

-- one that is moved into a captured schema comes with its rows
ALTER TABLE other.elsewhere SET SCHEMA s025

INSERT INTO s025.elsewhere VALUES (3);
INSERT INTO s025.tab3 VALUES (2);
UPDATE s025.tab1 SET b = 0 WHERE a = 1
