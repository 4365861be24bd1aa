package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

// SetCharter stores what every pair is promised.
func (tx *Tx) SetCharter(ctx context.Context, c mentorship.Charter) error {
	_, err := tx.exec(ctx, `
		UPDATE program SET interval_days = @interval, meeting_minutes = @minutes, first_contact_days = @first,
		       meeting_settings = @settings, settings_open_to_all = @others, charter_at = @now
		WHERE id = @program`,
		pgx.StrictNamedArgs{"interval": c.IntervalDays, "minutes": c.MeetingMinutes, "first": c.FirstContactDays,
			"settings": c.MeetingSettings, "others": c.SettingsOpenToAll})
	return err
}

// SetProfileRules stores what mentors are asked.
func (tx *Tx) SetProfileRules(ctx context.Context, r mentorship.ProfileRules) error {
	_, err := tx.exec(ctx, `
		UPDATE program SET domains = @domains, default_places = @places, allow_min_places = @least WHERE id = @program`,
		pgx.StrictNamedArgs{"domains": r.Domains, "places": r.DefaultPlaces, "least": r.AllowMinPlaces})
	return err
}

// SetContacts stores whom people can turn to outside the program.
func (tx *Tx) SetContacts(ctx context.Context, ombudsperson, dio, outside string) error {
	_, err := tx.exec(ctx, `
		UPDATE program SET ombudsperson_contact = @ombudsperson, dio_contact = @dio, outside_contact = @outside WHERE id = @program`,
		pgx.StrictNamedArgs{"ombudsperson": ombudsperson, "dio": dio, "outside": outside})
	return err
}

// SetTimeZone stores the program's time zone.
func (tx *Tx) SetTimeZone(ctx context.Context, zone string) error {
	_, err := tx.exec(ctx, `UPDATE program SET time_zone = @zone WHERE id = @program`, pgx.StrictNamedArgs{"zone": zone})
	return err
}

// SetCycle stores a year's dates and settings, not its state and seed.
func (tx *Tx) SetCycle(ctx context.Context, c mentorship.Cycle) error {
	_, err := tx.exec(ctx, `
		UPDATE cycle SET name = @name, starts_on = @starts, ends_on = @ends, ranking_opens_at = @opens, ranking_closes_at = @closes,
		       announce_on = @announce, answer_days = @answer, list_length = @length
		WHERE program_id = @program AND id = @id`,
		pgx.StrictNamedArgs{"id": c.ID, "name": c.Name, "starts": c.StartsOn, "ends": c.EndsOn, "opens": c.RankingOpensAt,
			"closes": c.RankingClosesAt, "announce": c.AnnounceOn, "answer": c.AnswerDays, "length": c.ListLength})
	if err != nil {
		return fmt.Errorf("set a cycle: %w", err)
	}
	return nil
}

// SetObjective stores the published order of aims of a year in which nobody ranks yet; otherwise it is fault.Closed.
func (tx *Tx) SetObjective(ctx context.Context, id mentorship.CycleID, o mentorship.Objective) error {
	tag, err := tx.exec(ctx, `
		UPDATE cycle SET objective = @objective, aims = @aims WHERE program_id = @program AND id = @id AND state IN ('draft', 'profiles')`,
		pgx.StrictNamedArgs{"id": id, "objective": o.Preset, "aims": texts(o.Aims)})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.Closed, "The order of aims is fixed when ranking opens.")
	}
	return err
}

// SetSeed stores another seed and key with their hashes, in a year in which nobody ranks yet; otherwise it is fault.Closed.
func (tx *Tx) SetSeed(ctx context.Context, c mentorship.Cycle) error {
	tag, err := tx.exec(ctx, `
		UPDATE cycle SET seed = @seed, seed_hash = @hash, key = @key, key_hash = @key_hash
		WHERE program_id = @program AND id = @id AND state IN ('draft', 'profiles')`,
		pgx.StrictNamedArgs{"id": c.ID, "seed": c.Seed, "hash": c.SeedHash, "key": c.Key, "key_hash": c.KeyHash})
	if err == nil && tag.RowsAffected() == 0 {
		return fault.New(fault.Closed, "The seed is fixed when ranking opens.")
	}
	return err
}

// CountLists counts the residents who have ranked somebody in a cycle.
func (tx *Tx) CountLists(ctx context.Context, cycle mentorship.CycleID) (n int, err error) {
	err = tx.row(ctx, `
		SELECT count(DISTINCT resident_id)::int FROM ranked WHERE program_id = @program AND cycle_id = @cycle`, pgx.StrictNamedArgs{"cycle": cycle}).Scan(&n)
	return n, err
}

// SetCycleState moves a year from one state to another and reports whether it was in the first.
func (tx *Tx) SetCycleState(ctx context.Context, id mentorship.CycleID, from, to mentorship.CycleState) (bool, error) {
	tag, err := tx.exec(ctx, `
		UPDATE cycle SET state = @to WHERE program_id = @program AND id = @id AND state = @from`,
		pgx.StrictNamedArgs{"id": id, "from": string(from), "to": string(to)})
	return tag.RowsAffected() == 1, err
}

// SetupCounts is how far a program is, for the task list.
type SetupCounts struct {
	Residents, Mentors, ProfilesReady, Places, Uninvited, Rankings, Rules int
}

// SetupCounts counts people, profiles and rankings in one query.
func (tx *Tx) SetupCounts(ctx context.Context, cycle mentorship.CycleID) (SetupCounts, error) {
	return one[SetupCounts](ctx, tx, "", `
		SELECT (SELECT count(DISTINCT person_id) FROM membership WHERE program_id = @program AND role = 'resident' AND ended_at IS NULL)::int AS residents,
		       (SELECT count(DISTINCT person_id) FROM membership WHERE program_id = @program AND role = 'mentor' AND ended_at IS NULL)::int AS mentors,
		       (SELECT count(*) FROM mentor m JOIN membership h ON h.program_id = m.program_id AND h.person_id = m.person_id AND h.role = 'mentor' AND h.ended_at IS NULL
		        WHERE m.program_id = @program AND m.state = 'ready')::int AS profiles_ready,
		       (SELECT coalesce(sum(m.places), 0) FROM mentor m JOIN membership h ON h.program_id = m.program_id AND h.person_id = m.person_id AND h.role = 'mentor' AND h.ended_at IS NULL
		        WHERE m.program_id = @program AND m.state = 'ready')::int AS places,
		       (SELECT count(DISTINCT person_id) FROM membership WHERE program_id = @program AND ended_at IS NULL AND invited_at IS NULL)::int AS uninvited,
		       (SELECT count(*) FROM rank_list l WHERE l.program_id = @program AND l.cycle_id = @cycle
		          AND EXISTS (SELECT FROM ranked r WHERE r.program_id = l.program_id AND r.cycle_id = l.cycle_id AND r.resident_id = l.resident_id))::int AS rankings,
		       (SELECT count(*) FROM conflict_rule WHERE program_id = @program)::int AS rules`,
		pgx.StrictNamedArgs{"cycle": nullID(cycle)})
}

// nullID is an id as an argument that may be missing.
func nullID[T ~string](id T) *string {
	if id == "" {
		return nil
	}
	s := string(id)
	return &s
}
