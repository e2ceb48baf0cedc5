-- create
CREATE TABLE s020.tab_test (a int PRIMARY KEY)

-- changes
SELECT pg_logical_emit_message(true, 'pgoutput', 'a transactional message')

INSERT INTO s020.tab_test VALUES (1)

SELECT pg_logical_emit_message(false, 'pgoutput', 'a non-transactional message')

BEGIN;
INSERT INTO s020.tab_test VALUES (2);
SELECT pg_logical_emit_message(false, 'pgoutput', 'in the middle of one');
SELECT pg_logical_emit_message(true, 'pgoutput', 'of it');
INSERT INTO s020.tab_test VALUES (3);
COMMIT

BEGIN;
SELECT pg_logical_emit_message(false, 'pgoutput', 'there although it is rolled back, 1');
INSERT INTO s020.tab_test VALUES (4);
SELECT pg_logical_emit_message(true, 'pgoutput', 'not there');
SELECT pg_logical_emit_message(false, 'pgoutput', 'there although it is rolled back, 2');
ROLLBACK

SELECT pg_switch_wal()

INSERT INTO s020.tab_test VALUES (5)
