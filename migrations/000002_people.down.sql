DROP FUNCTION who_is(text, uuid);
DROP TABLE message, task, once, audit, roster_import, time_away, mentor, resident, cycle, membership, person, program CASCADE;
