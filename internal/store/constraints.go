package store

// constraintWords says, for each constraint a person can run into, which form field it is about and what to do. The names
// are part of the schema's interface.
var constraintWords = map[string]struct{ field, message string }{
	"ranked_one_place_per_mentor": {"rank", "You already ranked this mentor. Each mentor has one place on your list."},
	"pairing_one_primary_mentor":  {"resident", "This resident already has a mentor this year. End that pair first."},
	"person_email_once":           {"email", "Someone here already has this e-mail address."},
	"program_slug_once":           {"slug", "Another program already has this short name."},
	"institution_slug_once":       {"slug", "Another institution already has this short name."},
	"membership_role_once":        {"role", "This person already has that role."},
	"cycle_name_once":             {"name", "This program already has a year with that name."},
	"cycle_dates_in_order":        {"ends_on", "The year ends before it starts."},
	"cycle_ranking_in_order":      {"ranking_closes_at", "Ranking closes before it opens."},
	"resident_dates_in_order":     {"ends_on", "The end is before the start."},
	"time_away_dates_in_order":    {"ends_on", "The last day is before the first day."},
	"program_interval_in_reason":  {"interval_days", "Enter a number of days from 7 to 366."},
	"mentor_places_in_order":      {"min_places", "The least number of residents is larger than the most."},
	"mentor_slug_once":            {"name", "Another mentor already has this address. Try again."},
	"conflict_rule_once":          {"kind", "That rule is already on the list."},
	"conflict_rule_names_someone": {"kind", "Choose a role, a mentor, or a mentor and a resident."},
	"message_once":                {"", "That message was already written today."},
	"offer_open_or_named":         {"open_to", "Choose everyone, or name the resident it was offered to."},
	"meeting_or_attempt":          {"minutes", "Enter the minutes and the place, or say that it was an attempt."},
	"membership_role_fits":        {"role", "This role belongs to the institution, not to a program."},
	"pairing_dates_in_order":      {"ends_on", "The pair ends before it starts."},
}
