package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"evenly/internal/survey"
)

// AsideComment is what somebody wrote in a survey for the ombudsperson only.
type AsideComment struct {
	Program  string
	Wave     string
	Audience survey.Audience
	ClosedAt time.Time
	Body     string
}

// AsideComments lists the comments for the ombudsperson of every program in scope, the newest survey first, and within one in
// the order of their random ids.
func (tx *Tx) AsideComments(ctx context.Context) ([]AsideComment, error) {
	return many[AsideComment](ctx, tx, `
		SELECT g.name AS program, w.name AS wave, w.audience, w.closed_at, c.body
		FROM survey_comment c
		JOIN wave w ON w.institution_id = c.institution_id AND w.id = c.wave_id
		JOIN program g ON g.institution_id = c.institution_id AND g.id = c.program_id
		WHERE c.item = @item
		ORDER BY w.closed_at DESC, g.name, w.audience, c.id`, pgx.StrictNamedArgs{"item": survey.ForOmbudsperson})
}
