package app

import (
	"context"
	"strings"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
)

// Reading is what the one reader of comments has before others do.
type Reading struct {
	Wave     store.Wave
	Comments []store.Remark
	Names    []string // people of the program, for marking those a comment names
}

// CommentsToRead gives the comments of a closed wave to the one person who reads them first; anybody else is
// fault.NotFound, and so is a reader who has finished.
func (a *App) CommentsToRead(ctx context.Context, who tenant.Scope, id mentorship.WaveID) (out Reading, err error) {
	if err := access.Check(who, access.SurveyReply); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Wave, err = toRead(ctx, tx, id); err != nil {
			return err
		}
		if out.Comments, err = tx.Comments(ctx, id); err != nil {
			return err
		}
		out.Comments = forTheProgram(out.Comments)
		people, err := tx.People(ctx)
		for _, p := range people {
			out.Names = append(out.Names, p.Name().Full())
		}
		return err
	})
	return out, err
}

func toRead(ctx context.Context, tx *store.Tx, id mentorship.WaveID) (store.Wave, error) {
	w, err := tx.Wave(ctx, id)
	if err == nil && (w.State != mentorship.WaveClosed || w.ReaderID != tx.Who().Person) {
		err = fault.New(fault.NotFound, "There is no page here.")
	}
	if err == nil && w.CommentsRead {
		err = fault.New(fault.Conflict, "You confirmed these comments. They stand with the results now.")
	}
	return w, err
}

// ReadComments keeps what the reader made of the comments: changed words take the place of those that were there, which
// are gone. With finish, everybody who runs the program sees what is left.
func (a *App) ReadComments(ctx context.Context, who tenant.Scope, id mentorship.WaveID, changed []store.Remark, finish bool) error {
	if err := access.Check(who, access.SurveyReply); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		if _, err := toRead(ctx, tx, id); err != nil {
			return err
		}
		for _, c := range changed {
			if c.Hidden {
				c.Body = ""
			}
			if err := tx.SetComment(ctx, id, c); err != nil {
				return err
			}
		}
		if !finish {
			return nil
		}
		if err := tx.SetCommentsRead(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.comments", string(id), nil)
	})
}

// SaveReply keeps "you said, we did"; with publish, after its rules, everybody who was asked reads it with the results, and
// the next wave may open. What is published can be mended and not taken back.
func (a *App) SaveReply(ctx context.Context, who tenant.Scope, id mentorship.WaveID, r mentorship.Reply, publish bool) error {
	if err := access.Check(who, access.SurveyReply); err != nil {
		return err
	}
	r = mentorship.Reply{Said: strings.TrimSpace(r.Said), Did: strings.TrimSpace(r.Did), Wont: strings.TrimSpace(r.Wont)}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		w, err := tx.LockWave(ctx, id)
		if err != nil {
			return err
		}
		if w.State != mentorship.WaveClosed {
			return fault.New(fault.Closed, "There is nothing to reply to until the survey has closed.")
		}
		if err := r.Check(); err != nil && (publish || w.RepliedAt != nil) {
			return err
		}
		if err := tx.SetReply(ctx, id, r, publish); err != nil || !publish || w.RepliedAt != nil {
			return err
		}
		asked, err := tx.Asked(ctx, audienceRole[w.Audience])
		if err != nil {
			return err
		}
		if err := a.writeAll(ctx, tx, asked, surveyReplyMail, string(id)); err != nil {
			return err
		}
		return tx.Audit(ctx, "survey.reply", string(id), nil)
	})
}
