-- create
CREATE COLLATION s012.blind (provider = icu, locale = 'und', deterministic = false);
CREATE TABLE s012.tab1 (a text COLLATE s012.blind PRIMARY KEY, b text);
CREATE TABLE s012.tab2 (a text COLLATE s012.blind, b text);
ALTER TABLE s012.tab2 REPLICA IDENTITY FULL

-- rows
INSERT INTO s012.tab1 VALUES (U&'\00E4bc', 'foo');
INSERT INTO s012.tab2 VALUES (U&'\00E4bc', 'foo')

-- changes
-- equal to the collation, not equal in bytes: the key moves
UPDATE s012.tab1 SET a = U&'\0061\0308bc' WHERE b = 'foo'

UPDATE s012.tab1 SET b = 'bar' WHERE a = U&'\00E4bc'

UPDATE s012.tab2 SET b = 'bar' WHERE a = U&'\0061\0308bc'
