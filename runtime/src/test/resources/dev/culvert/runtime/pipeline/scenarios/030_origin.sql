-- create
CREATE TABLE s030.tab (a int PRIMARY KEY)

-- changes
INSERT INTO s030.tab VALUES (11)

SELECT pg_replication_origin_create('s030')

-- s1
SELECT pg_replication_origin_session_setup('s030')

-- s1
BEGIN;
SELECT pg_replication_origin_xact_setup('0/AABBCC00', '2013-01-01 00:00');
INSERT INTO s030.tab VALUES (12);
UPDATE s030.tab SET a = 13 WHERE a = 11;
COMMIT;
INSERT INTO s030.tab VALUES (14);
SELECT pg_replication_origin_session_reset()

SELECT pg_replication_origin_drop('s030')

INSERT INTO s030.tab VALUES (15)
