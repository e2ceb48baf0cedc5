-- create
CREATE TABLE public.by_key (x text, "B" int, a text, PRIMARY KEY (a, "B"))

-- a unique index, its columns in another order than the table's, is the identity beside a primary key
CREATE TABLE public.by_index (c text NOT NULL, pk int PRIMARY KEY, note text, b int NOT NULL);
CREATE UNIQUE INDEX by_index_u ON public.by_index (b, c) INCLUDE (note);
ALTER TABLE public.by_index REPLICA IDENTITY USING INDEX by_index_u

CREATE TABLE public.full_keyed (note text, id int PRIMARY KEY, big text);
ALTER TABLE public.full_keyed ALTER big SET STORAGE EXTERNAL, REPLICA IDENTITY FULL

-- rows
INSERT INTO public.by_key SELECT 'read', g % 5, 'k' || g FROM generate_series(1, 30) AS g

INSERT INTO public.by_index SELECT 'c' || g, g, 'read', g % 4 FROM generate_series(1, 30) AS g

INSERT INTO public.full_keyed SELECT 'read', g, repeat('f' || g, 2000) FROM generate_series(1, 10) AS g

-- changes
UPDATE public.by_key SET x = 'changed' WHERE "B" = 2

UPDATE public.by_key SET a = 'moved' || a WHERE "B" = 3

UPDATE public.by_key SET "B" = 77, x = NULL WHERE a = 'k1'

BEGIN;
DELETE FROM public.by_key WHERE a = 'k5';
INSERT INTO public.by_key VALUES ('same key again', 0, 'k5');
COMMIT

-- of the two keys only the primary one, which is not the identity
UPDATE public.by_index SET pk = pk + 100 WHERE b = 1

-- two identities swapped in a transaction
BEGIN;
UPDATE public.by_index SET b = -1, c = 'between' WHERE pk = 2;
UPDATE public.by_index SET b = 2, c = 'c2' WHERE pk = 3;
UPDATE public.by_index SET b = 3, c = 'c3' WHERE pk = 2;
COMMIT

DELETE FROM public.by_index WHERE b = 0

UPDATE public.full_keyed SET note = 'changed' WHERE id < 4

UPDATE public.full_keyed SET id = id + 100, note = 'moved' WHERE id IN (5, 6)

UPDATE public.full_keyed SET big = NULL WHERE id = 7

DELETE FROM public.full_keyed WHERE id = 8
