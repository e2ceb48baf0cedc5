-- create
CREATE TABLE public.nested_work (id int PRIMARY KEY, note text, big text);
ALTER TABLE public.nested_work ALTER big SET STORAGE EXTERNAL

-- rows
INSERT INTO public.nested_work SELECT g, 'read', repeat('b' || g, 2000) FROM generate_series(1, 20) AS g

-- changes
BEGIN;
INSERT INTO public.nested_work VALUES (100, 'kept');
SAVEPOINT a;
INSERT INTO public.nested_work VALUES (101, 'lost');
UPDATE public.nested_work SET note = 'lost', big = 'lost' WHERE id = 1;
SAVEPOINT b;
DELETE FROM public.nested_work WHERE id = 2;
RELEASE SAVEPOINT b;
ROLLBACK TO SAVEPOINT a;
UPDATE public.nested_work SET note = 'kept' WHERE id = 1;
SAVEPOINT c;
INSERT INTO public.nested_work VALUES (101, 'kept');
SAVEPOINT d;
UPDATE public.nested_work SET id = 102, note = 'kept' WHERE id = 3;
SAVEPOINT e;
UPDATE public.nested_work SET note = 'lost' WHERE id = 102;
ROLLBACK TO SAVEPOINT e;
RELEASE SAVEPOINT d;
RELEASE SAVEPOINT c;
COMMIT

BEGIN;
SAVEPOINT a;
UPDATE public.nested_work SET note = 'lost';
ROLLBACK TO SAVEPOINT a;
COMMIT

BEGIN;
UPDATE public.nested_work SET note = 'lost', big = 'lost';
DELETE FROM public.nested_work;
ROLLBACK

-- more subtransactions than the server keeps in memory for a session, every third one undone
DO $$ BEGIN FOR i IN 1..150 LOOP
    BEGIN
        INSERT INTO public.nested_work VALUES (1000 + i, CASE WHEN i % 3 = 0 THEN 'lost' ELSE 'kept' END);
        UPDATE public.nested_work SET note = CASE WHEN i % 3 = 0 THEN 'lost' ELSE 'kept ' || i END WHERE id = 5;
        IF i % 3 = 0 THEN RAISE division_by_zero; END IF;
    EXCEPTION WHEN division_by_zero THEN NULL;
    END;
END LOOP; END $$
