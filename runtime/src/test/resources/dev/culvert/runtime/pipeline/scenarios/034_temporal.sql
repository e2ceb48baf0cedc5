-- create
-- 18
CREATE TABLE s034.temporal_pk (id int4range, valid_at daterange, a text, PRIMARY KEY (id, valid_at WITHOUT OVERLAPS));
CREATE TABLE s034.temporal_unique (id int4range NOT NULL, valid_at daterange NOT NULL, a text, UNIQUE (id, valid_at WITHOUT OVERLAPS));
ALTER TABLE s034.temporal_unique REPLICA IDENTITY USING INDEX temporal_unique_id_valid_at_key;
CREATE TABLE s034.temporal_full (id int4range, valid_at daterange, a text, PRIMARY KEY (id, valid_at WITHOUT OVERLAPS));
ALTER TABLE s034.temporal_full REPLICA IDENTITY FULL;
CREATE TABLE s034.temporal_no_key (id int4range, valid_at daterange, a text);
ALTER TABLE s034.temporal_no_key REPLICA IDENTITY FULL

-- rows
-- 18
INSERT INTO s034.temporal_pk VALUES ('[1,2)', '[2000-01-01,2010-01-01)', 'a');
INSERT INTO s034.temporal_unique VALUES ('[1,2)', '[2000-01-01,2010-01-01)', 'a');
INSERT INTO s034.temporal_full VALUES ('[1,2)', '[2000-01-01,2010-01-01)', 'a');
INSERT INTO s034.temporal_no_key VALUES ('[1,2)', '[2000-01-01,2010-01-01)', 'a')

-- changes
-- 18
INSERT INTO s034.temporal_pk SELECT int4range(g, g + 1), '[2000-01-01,2010-01-01)', 'a' FROM generate_series(2, 4) AS g;
INSERT INTO s034.temporal_unique SELECT * FROM s034.temporal_pk WHERE id <> '[1,2)';
INSERT INTO s034.temporal_full SELECT * FROM s034.temporal_pk WHERE id <> '[1,2)';
INSERT INTO s034.temporal_no_key SELECT * FROM s034.temporal_pk WHERE id <> '[1,2)'

-- 18
UPDATE s034.temporal_pk SET a = 'b' WHERE id = '[2,3)';
UPDATE s034.temporal_unique SET a = 'b', valid_at = '[2000-01-01,infinity)' WHERE id = '[2,3)';
UPDATE s034.temporal_full SET a = 'b' WHERE id = '[2,3)';
UPDATE s034.temporal_no_key SET a = 'b' WHERE id = '[2,3)'

-- 18
DELETE FROM s034.temporal_pk WHERE id = '[3,4)';
DELETE FROM s034.temporal_unique WHERE id = '[3,4)';
DELETE FROM s034.temporal_full WHERE id = '[3,4)';
DELETE FROM s034.temporal_no_key WHERE id = '[3,4)'
