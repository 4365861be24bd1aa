DROP TABLE flag, reading;
