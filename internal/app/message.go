package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenly/internal/fault"
	"evenly/internal/mail"
	"evenly/internal/queue"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// A message is written in the transaction of its act and delivered by the worker; its row makes it unique for a person,
// a kind, a subject and a day. What it says is composed when it is sent, so that no link lies in the database in the clear.

// compose makes the mail of one kind of message. Each feature adds its own kinds.
type compose func(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error)

var messageKinds = map[string]compose{
	confirmMail: composeConfirm,
	promptMail:  composePrompt,
	nudgeMail:   composeNudge,
	fitMail:     composeFit,
	offerMail:   composeOffer,
	drawMail:    composeDraw,
	behalfMail:  composeBehalf,
	askMail:     composeAsk,
	"invite":    composeInvitation,

	remindMail: composeRemind, placesMail: composePlaces, silentMail: composeSilent,
	proposalMail: composeProposal, changeMail: composeChange,
	endedMail: composeEnded, lostMail: composeLost,
	residentMail:  composeAnnounced(announced.forResident),
	mentorMail:    composeAnnounced(announced.forMentor),
	pairEndedMail: composeAnnounced(announced.forLeft),

	checkInMail:    composeCheckIn,
	surveyOpenMail: composeSurvey(asksYou), surveyRemindMail: composeSurvey(asksYou), surveyReplyMail: composeSurvey(repliedToYou),
	surveyDraftMail: composeSurvey(opensByItself), surveyCountedMail: composeSurvey(wasCounted), surveyAlarmMail: composeSurvey(raisedAlarm), surveyAsideMail: composeSurvey(saidAside),
}

// write puts a message into the outbox, not before at (zero: now). A message that already exists for that person, kind,
// subject and day is left as it is.
func (a *App) write(ctx context.Context, tx *store.Tx, m store.Message, at time.Time) error {
	id, err := tx.AddMessage(ctx, m, at)
	if err != nil || id == "" {
		return err
	}
	return a.queue.Add(ctx, tx.Raw(), queue.Deliver{Institution: string(tx.Who().Institution), Message: id}, at)
}

// writeNew is write for now, and reports whether the message is a new one.
func (a *App) writeNew(ctx context.Context, tx *store.Tx, m store.Message) (bool, error) {
	id, err := tx.AddMessage(ctx, m, time.Time{})
	if err != nil || id == "" {
		return false, err
	}
	return true, a.queue.Add(ctx, tx.Raw(), queue.Deliver{Institution: string(tx.Who().Institution), Message: id}, time.Time{})
}

// Deliver sends one waiting message. Sent, stopped and unknown ones are left alone; an address that can never take mail
// is marked as failed; everything else returns an error and is tried again later.
func (a *App) Deliver(ctx context.Context, job queue.Deliver) error {
	in := tenant.InstitutionID(job.Institution)
	programs, err := a.store.ProgramIDs(ctx, in)
	if err != nil {
		return err
	}
	who := tenant.SystemScope(in, programs...)
	var m store.Message
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		m, err = tx.Message(ctx, job.Message)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && m.State != "waiting" {
		return nil
	}
	if err != nil {
		return err
	}
	who = who.ForProgram(m.ProgramID)
	state, sendErr := "sent", a.sendMessage(ctx, who, m)
	if errors.Is(sendErr, errNothingToSay) {
		state, sendErr = "stopped", nil
	}
	if sendErr != nil {
		if !mail.Permanent(sendErr) && m.Attempts < 20 {
			return fmt.Errorf("deliver %s: %w", m.Kind, sendErr)
		}
		a.logger.WarnContext(ctx, "mail failed for good", "kind", m.Kind, "message", m.ID, "error", sendErr)
		state = "failed"
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error { return tx.EndMessage(ctx, m, state) })
}

func (a *App) sendMessage(ctx context.Context, who tenant.Scope, m store.Message) error {
	make, known := messageKinds[m.Kind]
	if !known {
		return fmt.Errorf("no words are known for a message of kind %q", m.Kind)
	}
	body, err := make(a, ctx, who, m)
	if err != nil {
		return err
	}
	return a.mail.Send(ctx, mail.Message{To: m.Email, ToName: m.Name().Full(), Subject: body.Subject, Text: body.Text, HTML: body.HTML,
		MessageID: m.ID + "@" + a.host(), Date: a.Now()})
}
