-- create
CREATE TABLE public.generated (
    twice bigint GENERATED ALWAYS AS (n * 2) STORED, id int PRIMARY KEY, n int,
    loud text GENERATED ALWAYS AS (upper(word)) STORED, word text);

-- 18
ALTER TABLE public.generated ADD COLUMN never_sent int GENERATED ALWAYS AS (n + 1) VIRTUAL

-- rows
INSERT INTO public.generated (id, n, word) SELECT g, g * 3, 'word' || g FROM generate_series(1, 20) AS g

-- changes
INSERT INTO public.generated (id, n, word) VALUES (100, 7, 'later'), (101, NULL, NULL)

UPDATE public.generated SET n = n + 1 WHERE id < 5

UPDATE public.generated SET word = NULL WHERE id = 6

UPDATE public.generated SET id = 200 WHERE id = 7

DELETE FROM public.generated WHERE id = 8
