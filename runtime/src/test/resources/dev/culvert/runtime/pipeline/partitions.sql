-- create
CREATE TABLE public.measure (station int, taken date, value float8, note text, big text, PRIMARY KEY (taken, station))
    PARTITION BY RANGE (taken);
ALTER TABLE public.measure ALTER big SET STORAGE EXTERNAL

CREATE TABLE public.measure_2025 PARTITION OF public.measure FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
    PARTITION BY HASH (station)

CREATE TABLE public.measure_2025_0 PARTITION OF public.measure_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 0)

CREATE TABLE public.measure_2025_1 PARTITION OF public.measure_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 1)

-- a leaf whose columns stand in another order, and that has lost one
CREATE TABLE public.measure_2026 (note text, gone int, big text, value float8, station int NOT NULL, taken date NOT NULL);
ALTER TABLE public.measure_2026 ALTER big SET STORAGE EXTERNAL;
ALTER TABLE public.measure_2026 DROP COLUMN gone;
ALTER TABLE public.measure ATTACH PARTITION public.measure_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')

-- a leaf that writes more old values than the table asks for
CREATE TABLE public.measure_rest PARTITION OF public.measure DEFAULT;
ALTER TABLE public.measure_rest REPLICA IDENTITY FULL

CREATE TABLE public.hashed (id int PRIMARY KEY, note text) PARTITION BY HASH (id)

CREATE TABLE public.hashed_0 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 3, REMAINDER 0)

CREATE TABLE public.hashed_1 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 3, REMAINDER 1)

CREATE TABLE public.hashed_2 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 3, REMAINDER 2)

-- rows
INSERT INTO public.measure
SELECT g % 7, date '2024-06-01' + g, g / 3.0, 'read ' || g, CASE WHEN g % 10 = 0 THEN repeat('m' || g, 1000) END
FROM generate_series(1, 900, 3) AS g

INSERT INTO public.hashed SELECT g, 'read ' || g FROM generate_series(1, 50) AS g

-- changes
INSERT INTO public.measure VALUES
    (100, '2025-05-05', 1.5, 'hash leaf', repeat('hash', 1000)),
    (101, '2026-05-05', 'NaN', 'leaf in another order', repeat('range', 1000)),
    (102, '2031-01-01', NULL, NULL, repeat('default', 1000))

UPDATE public.measure SET value = value + 0.1, note = NULL WHERE station = 3

-- from leaf to leaf, and from leaf to leaf of another level
UPDATE public.measure SET taken = taken + 365 WHERE station = 2

UPDATE public.measure SET taken = '2026-06-06' WHERE station = 102

UPDATE public.measure SET taken = '2019-06-06' WHERE station = 101

-- inside a leaf
UPDATE public.measure SET taken = '2018-06-06' WHERE station = 101

UPDATE public.measure SET station = station + 1000 WHERE station = 4

DELETE FROM public.measure WHERE station = 5

-- written to the leaf itself
INSERT INTO public.measure_2026 (taken, station, note) VALUES ('2026-12-31', 103, 'by the leaf')

BEGIN;
INSERT INTO public.hashed SELECT g, 'to be truncated' FROM generate_series(51, 70) AS g;
TRUNCATE public.hashed;
INSERT INTO public.hashed SELECT g, 'after the truncate' FROM generate_series(10, 30) AS g;
COMMIT

UPDATE public.hashed SET id = id + 100 WHERE id > 20
