-- create
CREATE TYPE s014.textual;
CREATE FUNCTION s014.textual_in(cstring, oid, int) RETURNS s014.textual LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION s014.textual_out(s014.textual) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE TYPE s014.textual (input = s014.textual_in, output = s014.textual_out);
CREATE TABLE s014.numbers (a int PRIMARY KEY, b numeric, c float, d bigint);
CREATE TABLE s014.no_send (a int PRIMARY KEY, b s014.textual)

-- rows
INSERT INTO s014.numbers VALUES (1, 1.2, 1.3, 10), (2, 2.2, 2.3, 20);
INSERT INTO s014.no_send VALUES (1, 'a'), (2, NULL)

-- changes
INSERT INTO s014.numbers VALUES (3, 3.2, 3.3, 30), (4, 'NaN', '-infinity', -1)

UPDATE s014.numbers SET b = 42, c = NULL WHERE a < 3

INSERT INTO s014.no_send VALUES (3, 'no send function, no binary copy')

UPDATE s014.no_send SET b = 'b' WHERE a = 2
