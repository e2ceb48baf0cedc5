-- create
CREATE TABLE s003.parent (bid int PRIMARY KEY);
CREATE TABLE s003.child (id int PRIMARY KEY, junk text, bid int REFERENCES s003.parent DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION s003.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id < 10 THEN RETURN NULL; END IF;
  NEW.junk := 'by trigger';
  RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON s003.child FOR EACH ROW EXECUTE FUNCTION s003.stamp()

-- rows
INSERT INTO s003.parent VALUES (1);
INSERT INTO s003.child VALUES (10, 'x', 1)

-- changes
BEGIN;
INSERT INTO s003.child VALUES (11, 'before its parent', 2);
INSERT INTO s003.parent VALUES (2);
COMMIT

INSERT INTO s003.child VALUES (1, 'refused by the trigger', 1), (12, 'y', 1)

BEGIN;
DELETE FROM s003.parent WHERE bid = 1;
UPDATE s003.child SET bid = 2 WHERE bid = 1;
COMMIT
