DROP FUNCTION who_is(text, uuid);
DROP TABLE message, task, once, audit_head, audit, roster_import, time_away, mentor, resident, cycle, membership, person, program CASCADE;
