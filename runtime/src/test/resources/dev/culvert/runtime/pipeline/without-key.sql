-- create
CREATE TABLE public.full_bare (a int, note text, big text);
ALTER TABLE public.full_bare ALTER big SET STORAGE EXTERNAL, REPLICA IDENTITY FULL

-- rows
-- the same rows several times
INSERT INTO public.full_bare SELECT g % 3, 'same', repeat('s', 4000) FROM generate_series(1, 9) AS g

-- changes
-- one of three rows that are the same
UPDATE public.full_bare SET note = 'one of them' WHERE ctid = (SELECT min(ctid) FROM public.full_bare WHERE a = 1)

DELETE FROM public.full_bare WHERE ctid = (SELECT min(ctid) FROM public.full_bare WHERE a = 2)

INSERT INTO public.full_bare VALUES (NULL, NULL, NULL), (NULL, NULL, NULL)

DELETE FROM public.full_bare WHERE ctid = (SELECT min(ctid) FROM public.full_bare WHERE a IS NULL)
