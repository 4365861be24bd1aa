package demo

import (
	"context"
	"time"

	"evenly/internal/app"
)

const hospital = "stbrannoc"

var yearStart = time.Date(2025, 7, 1, 13, 0, 0, 0, time.UTC)

func build(ctx context.Context, a *app.App, clock *Clock) error {
	_, err := a.AddInstitution(ctx, hospital, "St. Brannoc’s")
	return err
}

// Persona is somebody to sign in as.
type Persona struct{ Group, Email, Name, Role, Hint, Next string }

// Personas lists who the demonstration offers to be.
func Personas() []Persona { return nil }
