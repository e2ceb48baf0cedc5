-- create
CREATE TABLE public.interleaved (id int PRIMARY KEY, note text);
CREATE TABLE public.copied (id int PRIMARY KEY, note text, at timestamptz, amount numeric(12, 2));
CREATE TABLE public.large (id int PRIMARY KEY, n int, note text)

-- rows
INSERT INTO public.interleaved SELECT -g, 'read' FROM generate_series(1, 10) AS g

INSERT INTO public.copied SELECT -g, 'read', '2026-01-01 00:00:00+00', g FROM generate_series(1, 10) AS g

INSERT INTO public.large SELECT -g, 0, 'read' FROM generate_series(1, 10) AS g

-- changes
