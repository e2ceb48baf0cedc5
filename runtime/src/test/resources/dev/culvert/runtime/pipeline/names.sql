-- create
CREATE SCHEMA "Ünï.cødé ""x"""

CREATE TYPE "Ünï.cødé ""x"""."Größe.Typ" AS ENUM ('klein', 'groß')

-- the key's columns stand in another order than the table's; some names are Culvert's own, Debezium's or SQL's
CREATE TABLE "Ünï.cødé ""x"""."Größe 😀" (
    "a.b" int, "Größe" "Ünï.cødé ""x"""."Größe.Typ", "__op" text, "op" text, "after" text, "CASE" text, "case" text,
    "1st" text, "_x41_" text, "quo""te" text, "new
line" text, "日本" text, "😀" text, "back\slash" text, PRIMARY KEY ("😀", "a.b"));
ALTER TABLE "Ünï.cødé ""x"""."Größe 😀" ALTER "__op" SET STORAGE EXTERNAL

-- rows
INSERT INTO "Ünï.cødé ""x"""."Größe 😀"
SELECT g, 'groß', repeat('o' || g, 2000), 'op', 'after', 'UP', 'low', 'first', 'A', '"', 'nl', '本', 'schlüssel' || g, 'b'
FROM generate_series(1, 5) AS g

-- changes
UPDATE "Ünï.cødé ""x"""."Größe 😀" SET "Größe" = 'klein', "CASE" = 'CHANGED', "日本" = NULL WHERE "a.b" = 1

UPDATE "Ünï.cødé ""x"""."Größe 😀" SET "😀" = '😀' WHERE "a.b" = 2

DELETE FROM "Ünï.cødé ""x"""."Größe 😀" WHERE "a.b" = 3

INSERT INTO "Ünï.cødé ""x"""."Größe 😀" ("😀", "a.b", "_x41_", "quo""te") VALUES ('ß', -1, '_x41_', '"')
