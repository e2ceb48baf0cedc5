-- create
CREATE TABLE s011.tab1 (a int PRIMARY KEY, b int GENERATED ALWAYS AS (a * 2) STORED, c text);
CREATE TABLE s011.tab2 (a int PRIMARY KEY, c text, b int GENERATED ALWAYS AS (a + 1) STORED, d text DEFAULT 'd');
CREATE TABLE s011.tab3 (a int, b int GENERATED ALWAYS AS (a * 3) STORED, c text);
ALTER TABLE s011.tab3 REPLICA IDENTITY FULL

-- 18
CREATE TABLE s011.tab4 (a int PRIMARY KEY, v int GENERATED ALWAYS AS (a * 22) VIRTUAL, c text)

-- rows
INSERT INTO s011.tab1 (a, c) VALUES (1, 'x'), (2, 'y'), (3, NULL);
INSERT INTO s011.tab2 (a) VALUES (1);
INSERT INTO s011.tab3 (a) VALUES (1), (1)

-- 18
INSERT INTO s011.tab4 (a) VALUES (1)

-- changes
INSERT INTO s011.tab1 (a) VALUES (4), (5)

UPDATE s011.tab1 SET a = 6 WHERE a = 5

UPDATE s011.tab2 SET c = 'c', d = NULL

-- 18
UPDATE s011.tab4 SET c = 'c', a = 2

UPDATE s011.tab3 SET c = 'z'

DELETE FROM s011.tab1 WHERE a = 1
