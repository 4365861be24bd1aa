package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/mentorship"
	"evenly/internal/survey"
)

// Attestation is somebody's word that the program may use an instrument's text.
type Attestation struct {
	Instrument                   survey.InstrumentKey
	OnDay                        time.Time
	Basis                        string
	Title, GivenName, FamilyName string
}

// By is who gave it.
func (a Attestation) By() mentorship.Name {
	return mentorship.Name{Title: a.Title, Given: a.GivenName, Family: a.FamilyName}
}

// Attestations lists the program's, newest first.
func (tx *Tx) Attestations(ctx context.Context) ([]Attestation, error) {
	return many[Attestation](ctx, tx, `
		SELECT a.instrument, a.on_day, a.basis, p.title, p.given_name, p.family_name
		FROM attestation a JOIN person p ON p.institution_id = a.institution_id AND p.id = a.person_id
		WHERE a.program_id = @program
		ORDER BY a.on_day DESC, a.instrument, p.family_name`, nil)
}

// Attest keeps the word of the person of the scope. A second one of the same person for the same instrument changes nothing.
func (tx *Tx) Attest(ctx context.Context, key survey.InstrumentKey, day time.Time, basis string) error {
	_, err := tx.exec(ctx, `
		INSERT INTO attestation (institution_id, program_id, instrument, person_id, on_day, basis) VALUES (@institution, @program, @key, @me, @day, @basis)
		ON CONFLICT ON CONSTRAINT attestation_once DO NOTHING`, pgx.StrictNamedArgs{"key": key, "day": day, "basis": basis})
	return err
}

// Mark is a benchmark as it was first shown.
type Mark struct {
	Number   int
	Audience survey.Audience
	Item     survey.ItemID
	Percent  int
	Programs int
}

// Marks lists the institution's benchmarks.
func (tx *Tx) Marks(ctx context.Context) ([]Mark, error) {
	return many[Mark](ctx, tx, `SELECT number, audience, item, percent, programs FROM survey_benchmark ORDER BY audience, item, number`, nil)
}

// AddMark keeps a benchmark the first time it may be shown; it is never changed afterwards.
func (tx *Tx) AddMark(ctx context.Context, m Mark) error {
	_, err := tx.exec(ctx, `
		INSERT INTO survey_benchmark (institution_id, number, audience, item, percent, programs) VALUES (@institution, @number, @audience, @item, @percent, @programs)
		ON CONFLICT DO NOTHING`,
		pgx.StrictNamedArgs{"number": m.Number, "audience": m.Audience, "item": m.Item, "percent": m.Percent, "programs": m.Programs})
	return err
}
