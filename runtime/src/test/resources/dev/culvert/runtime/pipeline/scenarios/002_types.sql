-- create
CREATE EXTENSION hstore WITH SCHEMA public;
CREATE TYPE s002.mood AS ENUM ('a', 'b', 'c', 'd', 'e');
CREATE TYPE s002.basic AS (a float, b text, c int);
CREATE TYPE s002.with_enum AS (a float, b s002.mood, c int);
CREATE TYPE s002.with_enums AS (a float, b s002.mood[], c int);
CREATE TYPE s002.mixed AS (a s002.basic, b s002.basic[], c s002.mood, d s002.mood[]);
CREATE TABLE s002.arrays (a int[] PRIMARY KEY, b text[], c float[], d interval[]);
CREATE TABLE s002.enums (a s002.mood PRIMARY KEY, b s002.mood[]);
CREATE TABLE s002.composites (a s002.basic PRIMARY KEY, b s002.basic[]);
CREATE TABLE s002.composites_of_enum (a s002.with_enum PRIMARY KEY, b s002.with_enum[]);
CREATE TABLE s002.composites_of_enums (a s002.with_enums PRIMARY KEY, b s002.with_enums[]);
CREATE TABLE s002.nested (a s002.mixed PRIMARY KEY, b s002.mixed[]);
CREATE TABLE s002.ranges (a int PRIMARY KEY, b int4range, c tstzrange, d int8range[]);
CREATE TABLE s002.stores (a int PRIMARY KEY, b public.hstore)

CREATE FUNCTION s002.is_new(int) RETURNS bool LANGUAGE sql AS 'SELECT $1 > 0';
CREATE DOMAIN s002.checked AS int CHECK (s002.is_new(VALUE));
CREATE TABLE s002.domains (a s002.checked PRIMARY KEY, b s002.checked[])

-- rows
INSERT INTO s002.enums VALUES ('a', '{b, c}'), ('e', '{d, NULL}')

-- changes
INSERT INTO s002.arrays VALUES
  ('{1, 2, 3}', '{"a", "b", "c"}', '{1.1, 2.2, 3.3}', '{"1 day", "2 days", "3 days"}'),
  ('{5, NULL, NULL}', '{"e", NULL, "b"}', '{5.5, 1.1, NULL}', '{"5 years", NULL, "-2 minutes"}');
INSERT INTO s002.enums VALUES ('b', '{c, a}'), ('c', NULL);
INSERT INTO s002.composites VALUES
  (ROW(1.0, 'a', 1), ARRAY[ROW(1, 'a', 1)::s002.basic]),
  (ROW(5.0, 'e "x", y', NULL), ARRAY[NULL, ROW(5, NULL, 5)::s002.basic]);
INSERT INTO s002.composites_of_enum VALUES (ROW(1.0, 'a', 1), ARRAY[ROW(1, 'a', 1)::s002.with_enum, NULL]);
INSERT INTO s002.composites_of_enums VALUES
  (ROW(5.0, '{c, NULL, b}', NULL), ARRAY[ROW(5, '{c, e, b}', 1)::s002.with_enums]);
INSERT INTO s002.nested VALUES (
  ROW(ROW(1, 'a', 1), ARRAY[ROW(1, 'a', 1)::s002.basic, NULL], 'a', '{a, b, NULL, c}'),
  ARRAY[ROW(ROW(1, 'a', 1), ARRAY[ROW(2, 'b', 2)::s002.basic], 'a', '{a, c}')::s002.mixed]);
INSERT INTO s002.ranges VALUES
  (1, '[1, 10]', tstzrange('2014-08-04 00:00+02', 'infinity'), '{"[1,2]", "[10,20]"}'),
  (2, 'empty', NULL, '{"[4,5]", NULL, "[40,50]"}'),
  (3, NULL, tstzrange('2014-08-01 00:00+02', '2014-08-04 00:00+02'), NULL);
INSERT INTO s002.stores VALUES (1, '"zzz"=>"foo"'), (2, '"yellow horse"=>"moaned", "n"=>NULL');
INSERT INTO s002.domains VALUES (10, '{1, NULL}')

UPDATE s002.arrays SET b = '{"1a", "2b"}', d = '{"1 day 1 second"}' WHERE a = '{1, 2, 3}';
UPDATE s002.arrays SET a = '{5}' WHERE a[1] = 5;
UPDATE s002.enums SET b = '{e, d}', a = 'd' WHERE a = 'b';
UPDATE s002.composites SET b = ARRAY[NULL, ROW(9, 'x', NULL)::s002.basic] WHERE (a).a > 3.9;
UPDATE s002.composites_of_enum SET a = ROW(2.0, NULL, 3);
UPDATE s002.composites_of_enums SET b = ARRAY[NULL, ROW(NULL, '{a, e, c}', 2)::s002.with_enums];
UPDATE s002.nested SET b[2] = NULL;
UPDATE s002.ranges SET b = '(1, 90)', c = tstzrange(NULL, 'infinity') WHERE a > 1;
UPDATE s002.stores SET b = '"also"=>"updated"' WHERE a = 1;
UPDATE s002.domains SET a = 11, b = NULL

DELETE FROM s002.arrays WHERE a = '{1, 2, 3}';
DELETE FROM s002.enums WHERE a = 'a';
DELETE FROM s002.composites WHERE (a).b = 'a';
DELETE FROM s002.ranges WHERE a = 1;
DELETE FROM s002.stores WHERE a = 2
