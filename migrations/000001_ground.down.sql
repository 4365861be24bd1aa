-- Roles belong to the cluster and may serve other databases: they stay.
DROP FUNCTION protect(regclass, text);
DROP TABLE link, session, account_institution, account, institution;
DROP SCHEMA IF EXISTS river CASCADE;
