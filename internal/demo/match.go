package demo

import (
	"fmt"
	"time"

	"evenly/internal/app"
	"evenly/internal/mentorship"
	"evenly/internal/tenant"
)

// match runs the match of Internal Medicine as the coordinator did in June: lists close, the match is run and chosen, every
// mentor says yes, and the pairs are announced.
func (b *builder) match(who tenant.Scope) error {
	at := app.Address{Institution: hospital, Program: medicine}
	b.clock.hold(day("2025-06-06").Add(21 * time.Hour))
	if err := b.app.CloseRanking(b.ctx, who); err != nil {
		return err
	}
	b.clock.hold(day("2025-06-09").Add(15 * time.Hour))
	solve, ask, announce := b.id(), b.id(), b.id()
	if err := b.app.StartRuns(b.ctx, who, app.RunRequest{Task: solve, At: at, Purpose: mentorship.ForYear, Kind: mentorship.PrimaryKind}); err != nil {
		return err
	}
	if err := b.app.FinishTask(b.ctx, who, solve); err != nil {
		return err
	}
	seen, err := b.app.SeeMatch(b.ctx, who)
	if err != nil {
		return err
	}
	run := seen.Runs[0].ID
	if err := b.app.Choose(b.ctx, who, run, ""); err != nil {
		return err
	}
	if err := b.app.Ask(b.ctx, who, run, ask, false); err != nil {
		return err
	}
	b.clock.hold(day("2025-06-11").Add(15 * time.Hour))
	if err := b.accept(); err != nil {
		return err
	}
	b.clock.hold(day("2025-06-16").Add(13 * time.Hour))
	if err := b.app.Announce(b.ctx, who, run, announce, at); err != nil {
		return err
	}
	b.clock.hold(b.clock.Now().Add(app.HoldTime + time.Minute))
	return b.app.FinishTask(b.ctx, who, announce)
}

// accept lets every mentor who was asked say yes.
func (b *builder) accept() error {
	for _, m := range mentorsIM {
		who, err := b.as(medicine, email(m.given+" "+m.family))
		if err != nil {
			return err
		}
		asked, err := b.app.SeeAsked(b.ctx, who)
		if err != nil {
			return err
		}
		answers := map[mentorship.ResidentID]string{}
		for _, p := range asked.Proposals {
			answers[p.ResidentID] = mentorship.AnswerAccepted
		}
		if len(answers) == 0 {
			continue
		}
		if err := b.app.Answer(b.ctx, who, app.Reply{Answers: answers}); err != nil {
			return fmt.Errorf("%s answers: %w", m.family, err)
		}
	}
	return nil
}

// id is a drawn id in the form of the database's.
func (b *builder) id() string {
	x, y := b.rng.Uint64(), b.rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(x), uint16(x>>32), uint16(x>>48)&0xfff, uint16(y>>48)&0xfff, y&0xffffffffffff)
}
