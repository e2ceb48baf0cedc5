-- create
CREATE TABLE s004.tab_rep (a int PRIMARY KEY)

-- rows
INSERT INTO s004.tab_rep SELECT generate_series(1, 10)

-- changes
INSERT INTO s004.tab_rep SELECT generate_series(11, 20)

-- later
-- made and filled while nobody looks
BEGIN;
CREATE TABLE s004.tab_later (a int PRIMARY KEY);
INSERT INTO s004.tab_later SELECT generate_series(1, 10);
COMMIT

INSERT INTO s004.tab_later SELECT generate_series(11, 20)

DELETE FROM s004.tab_rep WHERE a % 2 = 0;
DELETE FROM s004.tab_later WHERE a % 2 = 1
