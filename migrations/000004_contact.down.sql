DROP TABLE offer, meeting;
