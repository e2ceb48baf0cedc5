-- create
CREATE TABLE public.toasted (id int PRIMARY KEY, n int, body text, doc jsonb, list int[], raw bytea, bodies text[]);
ALTER TABLE public.toasted ALTER body SET STORAGE EXTERNAL, ALTER doc SET STORAGE EXTERNAL,
    ALTER list SET STORAGE EXTERNAL, ALTER raw SET STORAGE EXTERNAL, ALTER bodies SET STORAGE EXTERNAL

-- rows
INSERT INTO public.toasted
SELECT g, 0, repeat('body' || g, 1000), to_jsonb(repeat('doc' || g, 1000)), array(SELECT i * g FROM generate_series(1, 1500) AS i),
    decode(repeat('0' || g % 10, 4000), 'hex'), ARRAY[repeat('x' || g, 1500), NULL, 'short']
FROM generate_series(1, 30) AS g

-- changes
UPDATE public.toasted SET n = n + 1 WHERE id <= 20

-- one of several
UPDATE public.toasted SET body = repeat('new', 2000) WHERE id = 1

UPDATE public.toasted SET doc = NULL, list = '{}' WHERE id = 2

-- from long to short and back
UPDATE public.toasted SET body = 'short' WHERE id = 3

UPDATE public.toasted SET body = repeat('long', 2000) WHERE id = 3

UPDATE public.toasted SET n = 7 WHERE id = 3

-- under another key, without the values
UPDATE public.toasted SET id = id + 100 WHERE id IN (4, 5)

UPDATE public.toasted SET n = 8 WHERE id = 104

BEGIN;
UPDATE public.toasted SET id = 206 WHERE id = 6;
UPDATE public.toasted SET id = 306, n = 9 WHERE id = 206;
UPDATE public.toasted SET n = 10 WHERE id = 306;
COMMIT

BEGIN;
UPDATE public.toasted SET id = -1 WHERE id = 7;
UPDATE public.toasted SET id = 7 WHERE id = 8;
UPDATE public.toasted SET id = 8 WHERE id = -1;
COMMIT

-- made and moved in the stream
INSERT INTO public.toasted (id, body) VALUES (400, repeat('made', 2000))

UPDATE public.toasted SET id = 401 WHERE id = 400

BEGIN;
DELETE FROM public.toasted WHERE id = 9;
INSERT INTO public.toasted (id, body) VALUES (9, repeat('anew', 2000));
UPDATE public.toasted SET n = 1 WHERE id = 9;
COMMIT
