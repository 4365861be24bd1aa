package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// Proposal is a proposed pair of a chosen run with the answers to it.
type Proposal struct {
	RunID              mentorship.RunID
	ResidentID         mentorship.ResidentID
	MentorID           mentorship.MentorID // "" for a resident without a place
	Rank               *int                // nil: off the list
	PreviousID         mentorship.MentorID // whom the resident leaves, "" for nobody
	Kept               bool                // a pair that goes on: nobody is asked
	Pinned             bool
	AskedAt            *time.Time
	Answer             string // of the mentor
	AnsweredAt         *time.Time
	DecidedBy          *tenant.PersonID // a lead noted the answer by hand
	ResidentAnswer     string
	ResidentAnsweredAt *time.Time

	PGY                                       int `db:"pgy"`
	ResidentGiven, ResidentFamily             string
	MentorTitle, MentorGiven, MentorFamily    string
	PreviousTitle, PreviousGiven, PreviousFam string
	Specialty                                 string
	ResidentEmail, MentorEmail                string
}

// Resident is the resident's name.
func (p Proposal) Resident() mentorship.Name {
	return mentorship.Name{Given: p.ResidentGiven, Family: p.ResidentFamily}
}

// Mentor is the mentor's name.
func (p Proposal) Mentor() mentorship.Name {
	return mentorship.Name{Title: p.MentorTitle, Given: p.MentorGiven, Family: p.MentorFamily}
}

// Previous is the name of whom the resident leaves.
func (p Proposal) Previous() mentorship.Name {
	return mentorship.Name{Title: p.PreviousTitle, Given: p.PreviousGiven, Family: p.PreviousFam}
}

// Agreed reports whether everyone who is asked about the pair said yes.
func (p Proposal) Agreed() bool {
	return p.Kept || p.MentorID == "" || p.Answer == mentorship.AnswerAccepted && p.ResidentAnswer != mentorship.AnswerWaiting && p.ResidentAnswer != mentorship.AnswerDeclined
}

// Declined reports whether somebody said no.
func (p Proposal) Declined() bool {
	return !p.Kept && (p.Answer == mentorship.AnswerDeclined || p.ResidentAnswer == mentorship.AnswerDeclined)
}

const proposals = `
	SELECT o.run_id, o.resident_id, coalesce(o.mentor_id::text, '') AS mentor_id, o.rank, coalesce(o.previous_mentor_id::text, '') AS previous_id,
	       o.kept, o.pinned, o.asked_at, o.answer, o.answered_at, o.decided_by, o.resident_answer, o.resident_answered_at, s.pgy,
	       r.given_name AS resident_given, r.family_name AS resident_family, r.email AS resident_email,
	       coalesce(m.title, '') AS mentor_title, coalesce(m.given_name, '') AS mentor_given, coalesce(m.family_name, '') AS mentor_family,
	       coalesce(m.email, '') AS mentor_email, coalesce(f.specialty, '') AS specialty,
	       coalesce(v.title, '') AS previous_title, coalesce(v.given_name, '') AS previous_given, coalesce(v.family_name, '') AS previous_fam
	FROM proposal o
	JOIN resident s ON s.institution_id = o.institution_id AND s.program_id = o.program_id AND s.person_id = o.resident_id
	JOIN person r ON r.institution_id = o.institution_id AND r.id = o.resident_id
	LEFT JOIN person m ON m.institution_id = o.institution_id AND m.id = o.mentor_id
	LEFT JOIN mentor f ON f.institution_id = o.institution_id AND f.program_id = o.program_id AND f.person_id = o.mentor_id
	LEFT JOIN person v ON v.institution_id = o.institution_id AND v.id = o.previous_mentor_id
	WHERE o.program_id = @program`

// Proposals lists the proposed pairs of a run by the resident's name.
func (tx *Tx) Proposals(ctx context.Context, run mentorship.RunID) ([]Proposal, error) {
	return many[Proposal](ctx, tx, proposals+` AND o.run_id = @run ORDER BY r.family_name, r.given_name, o.resident_id`,
		pgx.StrictNamedArgs{"run": run})
}

// ProposalsTo lists the pairs proposed to a mentor in runs that are being answered, and those that were asked about before.
func (tx *Tx) ProposalsTo(ctx context.Context, mentor mentorship.MentorID) ([]Proposal, error) {
	return many[Proposal](ctx, tx, proposals+`
		AND o.mentor_id = @mentor AND o.asked_at IS NOT NULL AND NOT o.kept
		AND o.run_id IN (SELECT id FROM match_run WHERE program_id = @program AND state IN ('chosen', 'answering'))
		ORDER BY r.family_name, r.given_name, o.resident_id`, pgx.StrictNamedArgs{"mentor": mentor})
}

// ProposalsFor lists the changes of their pair that a resident is asked about now.
func (tx *Tx) ProposalsFor(ctx context.Context, resident mentorship.ResidentID) ([]Proposal, error) {
	return many[Proposal](ctx, tx, proposals+`
		AND o.resident_id = @resident AND o.asked_at IS NOT NULL AND o.resident_answer <> 'unasked'
		AND o.run_id IN (SELECT id FROM match_run WHERE program_id = @program AND state IN ('chosen', 'answering'))
		ORDER BY o.run_id`, pgx.StrictNamedArgs{"resident": resident})
}

// PutProposals writes the proposed pairs of a run that is chosen now. Answers already given come with them.
func (tx *Tx) PutProposals(ctx context.Context, run mentorship.RunID, list []Proposal) error {
	if _, err := tx.exec(ctx, `DELETE FROM proposal WHERE program_id = @program AND run_id = @run`, pgx.StrictNamedArgs{"run": run}); err != nil {
		return err
	}
	for _, p := range list {
		if _, err := tx.exec(ctx, `
			INSERT INTO proposal (institution_id, program_id, run_id, resident_id, mentor_id, rank, pinned, previous_mentor_id, kept, asked_at,
			                      answer, answered_at, decided_by, resident_answer, resident_answered_at)
			VALUES (@institution, @program, @run, @resident, nullif(@mentor, '')::uuid, @rank, @pinned, nullif(@previous, '')::uuid, @kept, @asked,
			        @answer, @answered, @by, @resident_answer, @resident_answered)`,
			pgx.StrictNamedArgs{"run": run, "resident": p.ResidentID, "mentor": string(p.MentorID), "rank": p.Rank, "pinned": p.Pinned,
				"previous": string(p.PreviousID), "kept": p.Kept, "asked": p.AskedAt, "answer": p.Answer, "answered": p.AnsweredAt,
				"by": p.DecidedBy, "resident_answer": p.ResidentAnswer, "resident_answered": p.ResidentAnsweredAt}); err != nil {
			return fmt.Errorf("write a proposal: %w", err)
		}
	}
	return nil
}

// DropProposals forgets the proposals of a run that is no longer chosen.
func (tx *Tx) DropProposals(ctx context.Context, run mentorship.RunID) error {
	_, err := tx.exec(ctx, `DELETE FROM proposal WHERE program_id = @program AND run_id = @run`, pgx.StrictNamedArgs{"run": run})
	return err
}

// MarkAsked notes that everyone concerned by an open proposal of a run is asked now.
func (tx *Tx) MarkAsked(ctx context.Context, run mentorship.RunID) error {
	_, err := tx.exec(ctx, `
		UPDATE proposal SET asked_at = coalesce(asked_at, @now)
		WHERE program_id = @program AND run_id = @run AND NOT kept AND mentor_id IS NOT NULL`, pgx.StrictNamedArgs{"run": run})
	return err
}

// AnswerProposal stores a mentor's answer. A pair that is not proposed to this mentor is fault.NotFound.
func (tx *Tx) AnswerProposal(ctx context.Context, p Proposal, answer string, by *tenant.PersonID) error {
	tag, err := tx.exec(ctx, `
		UPDATE proposal SET answer = @answer, answered_at = CASE WHEN @answer <> 'waiting' THEN @now::timestamptz END, decided_by = @by
		WHERE program_id = @program AND run_id = @run AND resident_id = @resident AND mentor_id = @mentor AND NOT kept`,
		pgx.StrictNamedArgs{"run": p.RunID, "resident": p.ResidentID, "mentor": p.MentorID, "answer": answer, "by": by})
	return notProposed(tag.RowsAffected(), err)
}

// AnswerChange stores a resident's answer to a change of their pair.
func (tx *Tx) AnswerChange(ctx context.Context, p Proposal, answer string, by *tenant.PersonID) error {
	tag, err := tx.exec(ctx, `
		UPDATE proposal SET resident_answer = @answer, resident_answered_at = CASE WHEN @answer <> 'waiting' THEN @now::timestamptz END,
		       decided_by = coalesce(@by, decided_by)
		WHERE program_id = @program AND run_id = @run AND resident_id = @resident AND resident_answer <> 'unasked'`,
		pgx.StrictNamedArgs{"run": p.RunID, "resident": p.ResidentID, "answer": answer, "by": by})
	return notProposed(tag.RowsAffected(), err)
}

func notProposed(rows int64, err error) error {
	if err == nil && rows == 0 {
		return fault.New(fault.NotFound, "This pair is not proposed any more.")
	}
	return err
}

// AnnouncePairs ends the pairs that an agreed run replaces and makes its new ones, in one statement each. Days: the new
// pairs begin on starts, the old ones end the day before (or on the day they began, when that is later).
func (tx *Tx) AnnouncePairs(ctx context.Context, r Run, starts time.Time) (made int64, err error) {
	args := pgx.StrictNamedArgs{"run": r.ID, "cycle": r.CycleID, "kind": r.Kind, "starts": starts}
	if _, err := tx.exec(ctx, `
		UPDATE pairing g SET ends_on = greatest(g.starts_on, @starts::date - 1)
		FROM proposal o
		WHERE o.program_id = @program AND o.run_id = @run AND NOT o.kept AND o.mentor_id IS NOT NULL
		  AND g.program_id = @program AND g.cycle_id = @cycle AND g.kind = @kind AND g.resident_id = o.resident_id AND g.ends_on IS NULL`, args); err != nil {
		return 0, fmt.Errorf("end replaced pairs: %w", err)
	}
	tag, err := tx.exec(ctx, `
		INSERT INTO pairing (institution_id, program_id, cycle_id, resident_id, mentor_id, kind, run_id, starts_on, created_at)
		SELECT @institution, @program, @cycle, o.resident_id, o.mentor_id, @kind, @run, @starts, @now
		FROM proposal o
		WHERE o.program_id = @program AND o.run_id = @run AND NOT o.kept AND o.mentor_id IS NOT NULL`, args)
	if err != nil {
		return 0, fmt.Errorf("make the pairs: %w", err)
	}
	return tag.RowsAffected(), nil
}
