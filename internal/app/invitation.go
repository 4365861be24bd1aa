package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"evenly/internal/access"
	"evenly/internal/auth"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// invitationLasts is how long an invitation works. It is for one e-mail address, and once.
const invitationLasts = 14 * 24 * time.Hour

// Invite mails an invitation to each person, as one mail-out with a page that shows how far it is, and returns the task.
// taskID may be chosen by the caller ("" for none), so that the address of that page is known before.
func (a *App) Invite(ctx context.Context, who tenant.Scope, people []tenant.PersonID, taskID string) (string, error) {
	if err := access.Check(who, access.PeopleChange); err != nil {
		return "", err
	}
	if taskID != "" && !store.IsID(taskID) {
		return "", fault.New(fault.Mismatch, "This form is incomplete. Open the page again and send it once more.")
	}
	var t store.Task
	var emails []string
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		list, err := tx.People(ctx)
		if err != nil {
			return err
		}
		chosen := invited(list, people)
		if len(chosen) == 0 {
			return fault.New(fault.Conflict, "These people are no longer in the program, so nothing was sent. Look at the list again.")
		}
		if t, err = tx.AddTask(ctx, store.Task{ID: taskID, Kind: "invite", Total: len(chosen)}); err != nil {
			return err
		}
		var ids []tenant.PersonID
		for _, p := range chosen {
			emails, ids = append(emails, p.Email), append(ids, p.ID)
			if err := a.writeInvitation(ctx, tx, p, t.ID); err != nil {
				return err
			}
		}
		if err := tx.MarkInvited(ctx, ids); err != nil {
			return err
		}
		return tx.Audit(ctx, "people.invite", t.ID, map[string]any{"people": len(chosen)})
	})
	if err != nil {
		return "", err
	}
	return t.ID, a.knowAccounts(ctx, who.Institution, emails...)
}

// invited are the people of the list who were chosen.
func invited(list []store.Member, chosen []tenant.PersonID) []store.Member {
	want := map[tenant.PersonID]bool{}
	for _, id := range chosen {
		want[id] = true
	}
	var out []store.Member
	for _, p := range list {
		if want[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

// invitationData is what the words of an invitation need.
type invitationData struct {
	By   tenant.PersonID `json:"by"`
	Role tenant.Role     `json:"role"`
}

func (a *App) writeInvitation(ctx context.Context, tx *store.Tx, p store.Member, task string) error {
	role := tenant.Role("")
	if len(p.Roles) > 0 {
		role = tenant.Role(p.Roles[0])
	}
	data, err := json.Marshal(invitationData{By: tx.Who().Person, Role: role})
	if err != nil {
		return fmt.Errorf("write an invitation: %w", err)
	}
	return a.write(ctx, tx, store.Message{PersonID: p.ID, Kind: "invite", Subject: task, Data: data, TaskID: &task}, time.Time{})
}

// composeInvitation makes the link and the words of an invitation when it is sent.
func composeInvitation(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
	var data invitationData
	if err := json.Unmarshal(m.Data, &data); err != nil {
		return mails.Body{}, fmt.Errorf("read an invitation's data: %w", err)
	}
	from, by, err := a.letterhead(ctx, who, data.By)
	if err != nil {
		return mails.Body{}, err
	}
	link, until, err := a.newLink(ctx, m.Email, "invite", invitationLasts, store.LinkScope{Institution: who.Institution, Program: who.Program, Person: m.PersonID})
	if err != nil {
		return mails.Body{}, err
	}
	as := map[tenant.Role]string{tenant.Resident: "a resident", tenant.Mentor: "a mentor", tenant.Chief: "a chief resident", tenant.Coordinator: "the coordinator",
		tenant.Director: "the program director", tenant.AssociateDirector: "an associate director", tenant.Facilitator: "the mentorship facilitator"}[data.Role]
	return mails.Invitation{From: from, Invitee: m.Name().Full(), As: as, By: by, Link: a.baseURL + route.Invitation(link), Until: until.Format("Mon 2 Jan")}.Body(), nil
}

// letterhead is on whose behalf a mail of the program is written, and the name of the person behind it ("" for none).
func (a *App) letterhead(ctx context.Context, who tenant.Scope, by tenant.PersonID) (from mails.From, name string, err error) {
	in, err := a.store.InstitutionByID(ctx, who.Institution)
	if err != nil {
		return from, "", err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		from = mails.From{Institution: in.Name, Program: program.Name}
		name = "The coordinator"
		if by == "" {
			return nil
		}
		p, err := tx.PersonOf(ctx, by)
		name = p.Name().Full()
		return err
	})
	return from, name, err
}

// newLink makes a one-purpose link for the account of an e-mail address and returns its token and its end.
func (a *App) newLink(ctx context.Context, email, purpose string, lasts time.Duration, scope store.LinkScope) (token string, until time.Time, err error) {
	link, stored, err := auth.NewLink()
	if err != nil {
		return "", until, err
	}
	err = a.store.Global(ctx, func(g *store.Global) error {
		if err := g.KnowAccounts(ctx, scope.Institution, []string{email}); err != nil {
			return err
		}
		account, err := g.AccountByEmail(ctx, email)
		if err != nil {
			return err
		}
		until = g.Now().Add(lasts)
		return g.AddLink(ctx, store.Link{TokenHash: stored.TokenHash, Purpose: purpose, AccountID: account.ID, Scope: scope, ExpiresAt: until})
	})
	return link.Token, until, err
}
