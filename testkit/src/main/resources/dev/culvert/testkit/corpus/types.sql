13	CREATE EXTENSION citext SCHEMA public
13	CREATE EXTENSION hstore SCHEMA public
13	CREATE EXTENSION ltree SCHEMA public
13	CREATE EXTENSION cube SCHEMA public
13	CREATE EXTENSION seg SCHEMA public
13	CREATE EXTENSION isn SCHEMA public
13	CREATE EXTENSION intarray SCHEMA public
13	CREATE EXTENSION lo SCHEMA public
13	CREATE TYPE mood AS ENUM ('o''k', 'a,b', 'ha"py', 'ünï', '', ' sp ')
13	CREATE SCHEMA other_mood
13	CREATE TYPE other_mood.mood AS ENUM ('x', 'y')
13	CREATE TYPE pair AS (a int, b text)
13	CREATE TYPE nested AS (n bigint, p pair, l numeric[], m mood)
13	CREATE DOMAIN positive AS int CHECK (VALUE > 0)
13	CREATE DOMAIN positive_small AS positive CHECK (VALUE < 10)
13	CREATE DOMAIN texts AS text[]
13	CREATE DOMAIN short_name AS varchar(10)
13	CREATE DOMAIN feeling AS mood
13	CREATE DOMAIN stamped AS timestamptz
13	CREATE TYPE floatrange AS RANGE (subtype = float8)
