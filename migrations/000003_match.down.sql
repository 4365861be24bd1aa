DROP TABLE pairing, proposal, match_run, match_adjustment, ranked, rank_list, not_with, cannot_mentor, conflict_rule;
