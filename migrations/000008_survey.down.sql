DROP FUNCTION ballot_box(uuid, text);
DROP POLICY nobody ON program;
REVOKE SELECT (institution_id, id, slug, name, time_zone, ombudsperson_contact, dio_contact, outside_contact) ON program FROM evenly_anonymous;
DROP TABLE check_in, survey_benchmark, attestation, survey_alarm, survey_reply, survey_comment, survey_pool, release, spool, slip, token_issue, wave;
