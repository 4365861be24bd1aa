package app

import (
	"context"
	"slices"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/survey"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// Some of what people write in a survey is for the ombudsperson only. It is sealed and counted out like every comment, goes
// past the program's reader, and stands on a page of the ombudsperson's own.

// AsideComment is one of them, beside nothing but the survey it came with.
type AsideComment = store.AsideComment

const surveyAsideMail = "survey.aside" // to the ombudsperson: a survey held comments for them; subject: the wave

// AsideComments lists them for the ombudsperson, newest survey first.
func (a *App) AsideComments(ctx context.Context, who tenant.Scope) (all []AsideComment, err error) {
	if err := access.Check(who, access.SurveyAside); err != nil {
		return nil, err
	}
	who.Program = ""
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		all, err = tx.AsideComments(ctx)
		return err
	})
	return all, err
}

// forTheProgram leaves out the comments that are for the ombudsperson only.
func forTheProgram(all []store.Remark) []store.Remark {
	return slices.DeleteFunc(all, func(c store.Remark) bool { return c.Item == survey.ForOmbudsperson })
}

// withOmbudsperson adds the comment for the ombudsperson to our own questions, where there is somebody to read it.
func withOmbudsperson(ctx context.Context, tx *store.Tx, q survey.Questionnaire) (survey.Questionnaire, error) {
	holders, err := tx.Holders(ctx, tenant.Ombudsperson)
	if err == nil && len(holders) > 0 {
		q.Items = append(q.Items, survey.OmbudspersonOnly())
	}
	return q, err
}

// someoneReads refuses to ask for what nobody would read.
func someoneReads(ctx context.Context, tx *store.Tx, q survey.Questionnaire) error {
	if _, asked := q.Item(survey.ForOmbudsperson); !asked {
		return nil
	}
	holders, err := tx.Holders(ctx, tenant.Ombudsperson)
	if err == nil && len(holders) == 0 {
		var wrong fault.Problems
		wrong.Add("items", "Nobody here is the ombudsperson, so nobody would read what is for them only. Take that question out.")
		return wrong.Err()
	}
	return err
}

// tellOmbudsperson says that a survey held comments for them; not how many, and not what.
func (a *App) tellOmbudsperson(ctx context.Context, tx *store.Tx, w store.Wave, now survey.Release) error {
	if !slices.ContainsFunc(now.Comments, func(c survey.Comment) bool { return c.Item == survey.ForOmbudsperson }) {
		return nil
	}
	holders, err := tx.Holders(ctx, tenant.Ombudsperson)
	if err != nil {
		return err
	}
	var to []tenant.PersonID
	for _, h := range holders {
		to = append(to, h.PersonID)
	}
	return a.writeAll(ctx, tx, to, surveyAsideMail, string(w.ID))
}

func saidAside(x surveyLetter) (mails.Body, bool) {
	return mails.SurveyNews{From: x.from, Subject: "A survey holds comments for you", Lead: []string{
		"“" + x.Name + "” has closed. Some of what people wrote there is for the ombudsperson only; nobody of the program reads it."},
		Label: "Read them", Link: x.base + route.OfficeComments(x.at.Institution), Why: "You get this mail because you are the ombudsperson."}.Body(), true
}
