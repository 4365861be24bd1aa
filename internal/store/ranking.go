package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
)

// RankList reads a resident's list in a cycle. A resident who saved nothing has an empty list.
func (tx *Tx) RankList(ctx context.Context, cycle mentorship.CycleID, resident mentorship.ResidentID) (mentorship.RankList, error) {
	var l struct {
		Version         int
		SavedAt, DoneAt *time.Time
		Mentors         []mentorship.MentorID
	}
	err := tx.row(ctx, `
		SELECT coalesce(max(l.version), 0), max(l.saved_at), max(l.done_at),
		       coalesce(array_agg(r.mentor_id::text ORDER BY r.place) FILTER (WHERE r.mentor_id IS NOT NULL), '{}')
		FROM rank_list l
		LEFT JOIN ranked r USING (institution_id, program_id, cycle_id, resident_id)
		WHERE l.program_id = @program AND l.cycle_id = @cycle AND l.resident_id = @resident`,
		pgx.StrictNamedArgs{"cycle": cycle, "resident": resident}).Scan(&l.Version, &l.SavedAt, &l.DoneAt, &l.Mentors)
	if err != nil {
		return mentorship.RankList{}, fmt.Errorf("read a rank list: %w", err)
	}
	return mentorship.RankList{Mentors: l.Mentors, Version: l.Version, SavedAt: l.SavedAt, DoneAt: l.DoneAt}, nil
}

// SaveRankList replaces a resident's list. was is the version the person had before them; when the list changed since,
// nothing is written and the result is fault.Conflict.
func (tx *Tx) SaveRankList(ctx context.Context, cycle mentorship.CycleID, resident mentorship.ResidentID, l mentorship.RankList, was int) error {
	tag, err := tx.exec(ctx, `
		INSERT INTO rank_list (institution_id, program_id, cycle_id, resident_id, version, saved_at, done_at)
		SELECT @institution, @program, @cycle, @resident, 1, @now, @done WHERE @was = 0
		ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"cycle": cycle, "resident": resident, "done": l.DoneAt, "was": was})
	if err != nil {
		return fmt.Errorf("save a rank list: %w", err)
	}
	if tag.RowsAffected() == 0 {
		tag, err = tx.exec(ctx, `
			UPDATE rank_list SET version = version + 1, saved_at = @now, done_at = @done
			WHERE program_id = @program AND cycle_id = @cycle AND resident_id = @resident AND version = @was`,
			pgx.StrictNamedArgs{"cycle": cycle, "resident": resident, "done": l.DoneAt, "was": was})
		if err != nil {
			return fmt.Errorf("save a rank list: %w", err)
		}
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "Your ranking was changed in another window. Here is the newest one.")
	}
	_, err = tx.exec(ctx, `
		DELETE FROM ranked WHERE program_id = @program AND cycle_id = @cycle AND resident_id = @resident`,
		pgx.StrictNamedArgs{"cycle": cycle, "resident": resident})
	if err != nil {
		return fmt.Errorf("save a rank list: %w", err)
	}
	_, err = tx.exec(ctx, `
		INSERT INTO ranked (institution_id, program_id, cycle_id, resident_id, place, mentor_id)
		SELECT @institution, @program, @cycle, @resident, place, mentor::uuid
		FROM unnest(@mentors::text[]) WITH ORDINALITY AS m (mentor, place)`,
		pgx.StrictNamedArgs{"cycle": cycle, "resident": resident, "mentors": l.Mentors})
	if err != nil {
		return fmt.Errorf("save the places of a rank list: %w", err)
	}
	return nil
}

// Candidate is a mentor as a resident sees one while browsing and ranking.
type Candidate struct {
	ID           mentorship.MentorID
	Slug         string
	Title        string
	GivenName    string
	FamilyName   string
	Specialty    string
	AskMe        string
	Domains      []string
	Languages    []string
	MeetsByVideo bool
	Places       int
	Withdrawn    bool // ranked by this resident, and cannot be chosen any more
	Barred       bool // by a public rule
	NotWith      bool // on this resident's private list
}

// Name is how the mentor is called.
func (c Candidate) Name() mentorship.Name {
	return mentorship.Name{Title: c.Title, Given: c.GivenName, Family: c.FamilyName}
}

// Candidates lists the mentors a resident may see while ranking, in no meaningful order: those with a published profile
// and a place, and those already on the resident's list. Barred and NotWith say which of them cannot be chosen. A
// mentor's private list is never told apart: the mentor is left out, or, when ranked before, Withdrawn like any other.
func (tx *Tx) Candidates(ctx context.Context, cycle mentorship.CycleID, resident mentorship.ResidentID) ([]Candidate, error) {
	return many[Candidate](ctx, tx, `
		WITH seen AS (
			SELECT m.*, `+takesResidents+` AND m.person_id <> @resident
			            AND NOT EXISTS (SELECT FROM cannot_mentor c WHERE c.program_id = m.program_id
			                            AND c.mentor_id = m.person_id AND c.resident_id = @resident) AS open
			FROM mentor m `+mentorRole+`
			WHERE m.program_id = @program
		)
		SELECT m.person_id AS id, m.slug, p.title, p.given_name, p.family_name, m.specialty, m.ask_me, m.domains, m.languages,
		       m.meets_by_video, m.places, NOT m.open AS withdrawn,
		       EXISTS (SELECT FROM conflict_rule r WHERE `+ruleFits+` AND (r.resident_id IS NULL OR r.resident_id = @resident)) AS barred,
		       EXISTS (SELECT FROM not_with n WHERE n.program_id = m.program_id AND n.resident_id = @resident AND n.mentor_id = m.person_id) AS not_with
		FROM seen m
		JOIN person p ON p.institution_id = m.institution_id AND p.id = m.person_id
		WHERE m.open
		   OR EXISTS (SELECT FROM ranked k WHERE k.program_id = m.program_id AND k.cycle_id = @cycle
		              AND k.resident_id = @resident AND k.mentor_id = m.person_id)
		ORDER BY m.person_id`,
		pgx.StrictNamedArgs{"cycle": cycle, "resident": resident})
}

// LostChoice is a mentor on a resident's list who can no longer be chosen.
type LostChoice struct {
	ResidentID mentorship.ResidentID
	MentorID   mentorship.MentorID
}

// LostChoices lists those of a cycle about whom the resident has no message of this kind yet: mentors who stepped back or
// have no place, whom a public rule bars, or who have the resident on their private list. Which of them is not told apart.
func (tx *Tx) LostChoices(ctx context.Context, cycle mentorship.CycleID, kind string) ([]LostChoice, error) {
	return many[LostChoice](ctx, tx, `
		SELECT k.resident_id, k.mentor_id
		FROM ranked k
		JOIN mentor m ON m.institution_id = k.institution_id AND m.program_id = k.program_id AND m.person_id = k.mentor_id
		`+mentorRole+`
		WHERE k.program_id = @program AND k.cycle_id = @cycle
		  AND (NOT (`+takesResidents+`)
		       OR EXISTS (SELECT FROM cannot_mentor c WHERE c.program_id = m.program_id AND c.mentor_id = m.person_id AND c.resident_id = k.resident_id)
		       OR EXISTS (SELECT FROM conflict_rule r WHERE `+ruleFits+` AND (r.resident_id IS NULL OR r.resident_id = k.resident_id)))
		  AND EXISTS (SELECT FROM membership s WHERE s.program_id = k.program_id AND s.person_id = k.resident_id AND s.role = 'resident' AND s.ended_at IS NULL)
		  AND NOT EXISTS (SELECT FROM message x WHERE x.program_id = k.program_id AND x.person_id = k.resident_id AND x.kind = @kind
		                  AND x.subject = @cycle || ' ' || k.mentor_id)
		ORDER BY k.resident_id, k.place`, pgx.StrictNamedArgs{"cycle": string(cycle), "kind": kind})
}
