DROP TABLE interest, posting, decision, step;
