package store

import (
	"context"
	"time"

	"evenly/internal/tenant"
)

// ProgramHeadline is a program's newest weekly reading and what is open there. Reading fields are nil before the first.
type ProgramHeadline struct {
	ID          tenant.ProgramID
	Slug, Name  string
	AsOf        *time.Time
	InRange     *int
	Missed      *int
	LivePairs   *int
	SilenceDays *int
	TopFifth    *float64
	OffersAll   *int
	OffersNamed *int
	OpenSteps   int
	Whole       *string // the program's own reading: even, uneven, too_early
	OpenAlarms  int     // of its surveys
	RepliesOwed int     // closed surveys whose result nobody has answered in public
}

// ProgramHeadlines lists every program of the scope with its headline, in one query.
func (tx *Tx) ProgramHeadlines(ctx context.Context) ([]ProgramHeadline, error) {
	return many[ProgramHeadline](ctx, tx, `
		SELECT g.id, g.slug, g.name, r.as_of, r.in_range, r.missed, r.live_pairs, r.silence_days, r.top_fifth, r.offers_all, r.offers_named,
		       (SELECT count(*) FROM step s WHERE s.institution_id = g.institution_id AND s.program_id = g.id AND s.state = 'open')::int AS open_steps,
		       r.program->'dispersion'->>'reading' AS whole,
		       (SELECT count(*) FROM survey_alarm a WHERE a.institution_id = g.institution_id AND a.program_id = g.id AND a.closed_at IS NULL)::int AS open_alarms,
		       (SELECT count(*) FROM wave w WHERE w.institution_id = g.institution_id AND w.program_id = g.id AND w.state = 'closed'
		           AND NOT EXISTS (SELECT FROM survey_reply y WHERE y.institution_id = w.institution_id AND y.wave_id = w.id AND y.published_at IS NOT NULL))::int AS replies_owed
		FROM program g
		LEFT JOIN LATERAL (
			SELECT * FROM reading r WHERE r.institution_id = g.institution_id AND r.program_id = g.id ORDER BY r.week DESC LIMIT 1
		) r ON true
		ORDER BY g.name, g.id`, nil)
}

// ProgramDoors is a program with the doors outside it that its pages name.
type ProgramDoors struct {
	Name                string
	OmbudspersonContact string
	DIOContact          string `db:"dio_contact"`
	OutsideContact      string
}

// ProgramDoors lists what every program of the scope tells its people about whom to turn to, by name.
func (tx *Tx) ProgramDoors(ctx context.Context) ([]ProgramDoors, error) {
	return many[ProgramDoors](ctx, tx, `
		SELECT name, ombudsperson_contact, dio_contact, outside_contact FROM program ORDER BY name, id`, nil)
}
