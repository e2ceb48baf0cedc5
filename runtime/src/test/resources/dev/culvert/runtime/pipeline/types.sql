-- create
CREATE TYPE public.mood AS ENUM ('sad', 'o''k', 'a,b', 'ha"py', 'ünï', '');
CREATE TYPE public.pair AS (a int, b text);
CREATE TYPE public.nested AS (n bigint, p public.pair, l numeric[], m public.mood);
CREATE DOMAIN public.positive AS int CHECK (VALUE > 0);
CREATE DOMAIN public.small AS public.positive CHECK (VALUE < 100);
CREATE DOMAIN public.price AS numeric(10, 2);
CREATE DOMAIN public.code AS varchar(10);
CREATE DOMAIN public.stamped AS timestamptz;
CREATE DOMAIN public.feeling AS public.mood;
CREATE DOMAIN public.labels AS text[];
CREATE DOMAIN public.more_labels AS public.labels;
CREATE DOMAIN public.pairing AS public.pair

CREATE TABLE public.typed (
    id bigint PRIMARY KEY,
    mood public.mood, moods public.mood[], feeling public.feeling, feelings public.feeling[],
    small public.small, price public.price, prices public.price[], code public.code, stamped public.stamped,
    labels public.labels, more_labels public.more_labels, pairing public.pairing,
    pair public.pair, pairs public.pair[], nested public.nested,
    grid int[], words text[], stamps timestamptz[], days_list date[],
    doc jsonb, docs jsonb[], plain json, raw bytea, raws bytea[],
    at timestamptz, local timestamp, day date, clock time, zoned timetz, span interval,
    single float4, double float8, doubles float8[], amount numeric, cash money, markup xml,
    flag boolean, bits varbit, days daterange, address inet, uid uuid, wide char(5));
-- the owner, as which the pipeline logs in, sees every row
ALTER TABLE public.typed ENABLE ROW LEVEL SECURITY

-- rows
INSERT INTO public.typed (id) VALUES (1)

INSERT INTO public.typed VALUES (2,
    'ünï', '{sad,"o''k","a,b","ha\"py",NULL,""}', 'ha"py', '{sad,NULL}',
    7, 1234567.89, '{1.50,NULL,-0.01}', 'ünï', '2026-03-29 01:30:00.123456+00',
    '{a,"b c",NULL,"NULL"}', '{{x,y},{z,NULL}}', ROW(1, 'q,"x'),
    ROW(2, NULL), ARRAY[ROW(1, 'a b')::public.pair, NULL, ROW(NULL, '')::public.pair],
    ROW(9, ROW(3, 'in')::public.pair, '{1.0,NaN}', 'o''k'),
    '{{1,2},{3,NULL}}', '[0:2]={x,"",NULL}', '{"2026-01-01 00:00:00+14",infinity,NULL}', '{2026-12-31,0044-03-15 BC}',
    '{"k": [1, null, {"x": 123456789012345678901234567890.5}], "ü": "\ud83d\ude00"}', ARRAY['{"a": 1}'::jsonb, NULL],
    '{"b":1,  "a": 2, "b": 3}', '\x00ff5c27'::bytea, ARRAY['\x00'::bytea, ''::bytea, NULL],
    '0044-03-15 12:00:00+00 BC', '2026-02-03 04:05:06.7', '2026-04-03', '24:00:00', '01:02:03+05:45',
    '1 year -2 months 3 days 04:05:06.789', 0.1, 0.1, '{0.1,NaN,-0,1e-300}', 0.000, 1234.5, '<a b="c">é</a>',
    true, '1011', '[2026-01-01,)', '::ffff:1.2.3.4/120', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'x ')

INSERT INTO public.typed (id, mood, moods, labels, grid, words, pairs, nested, doc, plain, at, day, span, double, amount, raw)
VALUES (3, '', '{}', '{}', '{{{1},{2}},{{3},{4}}}', '{}', '{}', ROW(NULL, NULL, NULL, NULL), 'null', 'null',
    'infinity', '-infinity', '-178000000 years', 'Infinity', 'NaN', '')

-- changes
UPDATE public.typed SET mood = 'a,b', feeling = 'sad', feelings = '{{sad,"o''k"},{NULL,"ünï"}}', price = -0.05, small = 99,
    grid = '[-1:0][5:6]={{1,2},{3,4}}', words = '{"{x}","q\"q","back\\slash"," lead"}', span = '-1 mon +2 days -00:00:00.000001',
    at = '2026-07-07 07:07:07.070707+00', day = '5874897-12-31', double = 1.7976931348623157e308, cash = -92233720368547758.08,
    doc = doc || '{"k2": ""}', raw = '\xdeadbeef'::bytea
WHERE id IN (1, 2)

UPDATE public.typed SET mood = NULL, labels = NULL, pair = NULL, doc = NULL, plain = NULL, at = NULL, nested = NULL WHERE id = 3

INSERT INTO public.typed (id, pairing, stamped, code, local, zoned, single, days)
VALUES (4, ROW(NULL, ''), '-infinity', '', 'infinity', '23:59:59.999999-15:59', '-0', 'empty'), (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL)

UPDATE public.typed SET id = 9223372036854775807 WHERE id = 4

DELETE FROM public.typed WHERE id = 5
