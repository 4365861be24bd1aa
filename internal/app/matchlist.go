package app

import (
	"context"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

const (
	remindTask = "remind"
	remindMail = "ranking.remind" // subject: the cycle
	placesMail = "places.wanted"  // subject: the cycle
	silentMail = "match.silent"   // subject: the run
)

// MatchSeen is how far the match of the year is, for its task list. It counts lists and names nobody.
type MatchSeen struct {
	Year
	Residents  int
	Listed     int // ranked at least one mentor
	Mentors    int // with places
	Places     int
	Usable     int // places not barred for everyone by a rule
	Rules      int
	ListsOpen  bool
	ListsOver  bool // closed, and the pairs are not announced
	Announced  *store.Run
	Runs       []store.Run // to compare
	Chosen     *Answers    // the chosen run
	ByHand     []store.Adjustment
	NewByHand  int // hand changes that no run knows yet
	ChangeAsks int
}

// Missing is how many residents have no list.
func (m MatchSeen) Missing() int { return m.Residents - m.Listed }

// TooFew reports whether there are fewer places than residents.
func (m MatchSeen) TooFew() bool { return m.Usable < m.Residents }

// SeeMatch reads the task list of the match.
func (a *App) SeeMatch(ctx context.Context, who tenant.Scope) (out MatchSeen, err error) {
	if err := access.Check(who, access.MatchSee); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = seeMatch(ctx, tx)
		return err
	})
	return out, err
}

func seeMatch(ctx context.Context, tx *store.Tx) (out MatchSeen, err error) {
	if out.Year, err = planned(ctx, tx); err != nil {
		return out, err
	}
	c := out.Year.Cycle
	m, err := readMaterial(ctx, tx, c, mentorship.ForYear, mentorship.PrimaryKind)
	if err != nil {
		return out, err
	}
	out.count(m)
	out.ListsOpen, out.ListsOver = c.RankingIsOpen(tx.Now()), c.ListsAreClosed(tx.Now())
	out.ByHand = m.byHand
	runs, err := tx.Runs(ctx, c.ID, mentorship.ForYear, mentorship.PrimaryKind)
	if err != nil {
		return out, err
	}
	for i, r := range runs {
		switch r.State {
		case mentorship.RunAnnounced:
			out.Announced = &runs[i]
		case mentorship.RunChosen, mentorship.RunAnswering:
			seen, err := answers(ctx, tx, r.ID)
			if err != nil {
				return out, err
			}
			out.Chosen = &seen
		default:
			out.Runs = append(out.Runs, r)
		}
	}
	out.NewByHand = newByHand(m.byHand, runs)
	asks, err := tx.ChangeAsks(ctx, c.ID)
	out.ChangeAsks = len(asks)
	return out, err
}

func (m *MatchSeen) count(in material) {
	m.Residents, m.Rules = len(in.Residents), len(in.Rules)
	for _, r := range in.Residents {
		if len(r.Ranks) > 0 {
			m.Listed++
		}
	}
	barred := map[mentorship.MentorID]bool{}
	for _, r := range in.Rules {
		for _, id := range r.Mentors {
			barred[id] = barred[id] || r.Resident == ""
		}
	}
	for _, x := range in.Mentors {
		if x.Places == 0 {
			continue
		}
		m.Mentors++
		m.Places += x.Places
		if !barred[x.ID] {
			m.Usable += x.Places
		}
	}
}

// newByHand counts hand changes made after the newest run.
func newByHand(list []store.Adjustment, runs []store.Run) int {
	if len(runs) == 0 {
		return 0
	}
	n, last := 0, runs[len(runs)-1].CreatedAt
	for _, h := range list {
		if h.CreatedAt.After(last) {
			n++
		}
	}
	return n
}

// CloseRanking closes ranking now, before its time.
func (a *App) CloseRanking(ctx context.Context, who tenant.Scope) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		c, err := tx.CurrentCycle(ctx)
		if err != nil {
			return err
		}
		moved, err := tx.SetCycleState(ctx, c.ID, mentorship.RankingOpen, mentorship.Matching)
		if err != nil {
			return err
		}
		if !moved {
			return fault.New(fault.Conflict, "Ranking is not open.")
		}
		return tx.Audit(ctx, "ranking.close", string(c.ID), nil)
	})
}

// Reminder is the check page of a mail-out: who gets a mail and its words.
type Reminder struct {
	MatchSeen
	People []store.Member
	Mail   PreviewMail
}

// PreviewReminder reads who has no list and what they would be told. When ranking is closed it is fault.Closed.
func (a *App) PreviewReminder(ctx context.Context, who tenant.Scope) (out Reminder, err error) {
	if err := access.Check(who, access.MatchRun); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.MatchSeen, err = seeMatch(ctx, tx); err != nil {
			return err
		}
		if out.People, err = withoutList(ctx, tx, out.Year); err != nil || len(out.People) == 0 {
			return err
		}
		body, err := a.remindBody(ctx, tx, out.Year, 0)
		out.Mail = PreviewMail{To: out.People[0].Name().Full(), Subject: body.Subject, Text: body.Text, Like: len(out.People)}
		return err
	})
	return out, err
}

// withoutList lists the residents who ranked nobody, while ranking is open.
func withoutList(ctx context.Context, tx *store.Tx, y Year) ([]store.Member, error) {
	if !y.Cycle.RankingIsOpen(tx.Now()) {
		return nil, fault.New(fault.Closed, "Ranking is closed, so a reminder would come too late.")
	}
	in, err := tx.MatchInputs(ctx, y.Cycle)
	if err != nil {
		return nil, err
	}
	missing := map[tenant.PersonID]bool{}
	for _, r := range in.Residents {
		missing[tenant.PersonID(r.ID)] = len(r.Ranks) == 0
	}
	all, err := tx.People(ctx)
	var out []store.Member
	for _, p := range all {
		if missing[p.ID] {
			out = append(out, p)
		}
	}
	return out, err
}

// Remind mails everyone without a list, as one mail-out with the id task. Nobody gets two on one day.
func (a *App) Remind(ctx context.Context, who tenant.Scope, task string) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := planned(ctx, tx)
		if err != nil {
			return err
		}
		people, err := withoutList(ctx, tx, y)
		if err != nil {
			return err
		}
		var ids []tenant.PersonID
		for _, p := range people {
			ids = append(ids, p.ID)
		}
		return a.mailOut(ctx, tx, mailOut{task: task, kind: remindMail, subject: string(y.Cycle.ID), act: "ranking.remind"}, ids)
	})
}

// mailOut is one kind of mail to several people, as one task.
type mailOut struct{ task, kind, subject, act string }

func (a *App) mailOut(ctx context.Context, tx *store.Tx, m mailOut, people []tenant.PersonID) error {
	t, err := tx.AddTask(ctx, store.Task{ID: m.task, Kind: remindTask})
	if err != nil {
		return err
	}
	if err := a.writeEach(ctx, tx, &t, store.Message{Kind: m.kind, Subject: m.subject}, people); err != nil {
		return err
	}
	if err := setMailOut(ctx, tx, t); err != nil {
		return err
	}
	return tx.Audit(ctx, m.act, m.subject, map[string]any{"people": t.Total})
}

// writeEach writes one message to each person as part of a task, and counts those that are new.
func (a *App) writeEach(ctx context.Context, tx *store.Tx, t *store.Task, m store.Message, people []tenant.PersonID) error {
	for _, p := range people {
		m.PersonID, m.TaskID = p, &t.ID
		fresh, err := a.writeNew(ctx, tx, m)
		if err != nil {
			return err
		}
		if fresh {
			t.Total++
		}
	}
	return nil
}

// setMailOut stores how many mails a task sends; with none it is done.
func setMailOut(ctx context.Context, tx *store.Tx, t store.Task) error {
	if t.State = "working"; t.Total == 0 {
		t.State = "done"
	}
	return tx.SetTask(ctx, t)
}

func composeRemind(a *App, ctx context.Context, who tenant.Scope, m store.Message) (body mails.Body, err error) {
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		y, err := planned(ctx, tx)
		if err != nil {
			return err
		}
		list, err := tx.RankList(ctx, y.Cycle.ID, mentorship.ResidentID(m.PersonID))
		if err != nil {
			return err
		}
		if !y.Cycle.RankingIsOpen(tx.Now()) || len(list.Mentors) > 0 {
			return errNothingToSay
		}
		body, err = a.remindBody(ctx, tx, y, 0)
		return err
	})
	return body, err
}

func (a *App) remindBody(ctx context.Context, tx *store.Tx, y Year, chosen int) (mails.Body, error) {
	from, err := a.from(ctx, tx)
	if err != nil {
		return mails.Body{}, err
	}
	at, err := a.at(ctx, tx)
	if err != nil {
		return mails.Body{}, err
	}
	closes := "soon"
	if c := y.Cycle.RankingClosesAt; c != nil {
		closes = c.In(y.Zone()).Format("Mon 2 Jan, 3:04 pm")
	}
	return mails.RankingCloses{From: from, Chosen: chosen, Places: y.Cycle.ListLength, Closes: closes, Link: a.baseURL + at.Ranking()}.Body(), nil
}

// AskForPlaces mails every mentor of the program when there are too few places, as one mail-out with the id task.
func (a *App) AskForPlaces(ctx context.Context, who tenant.Scope, task string) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err := seeMatch(ctx, tx)
		if err != nil {
			return err
		}
		if !out.TooFew() {
			return fault.New(fault.Conflict, "There are places for everyone now.")
		}
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		var ids []tenant.PersonID
		for _, p := range people {
			for _, r := range p.Roles {
				if r == string(tenant.Mentor) {
					ids = append(ids, p.ID)
				}
			}
		}
		return a.mailOut(ctx, tx, mailOut{task: task, kind: placesMail, subject: string(out.Cycle.ID), act: "places.ask"}, ids)
	})
}

func composePlaces(a *App, ctx context.Context, who tenant.Scope, _ store.Message) (body mails.Body, err error) {
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err := seeMatch(ctx, tx)
		if err != nil {
			return err
		}
		if !out.TooFew() {
			return errNothingToSay
		}
		from, err := a.from(ctx, tx)
		if err != nil {
			return err
		}
		at, err := a.at(ctx, tx)
		body = mails.PlacesWanted{From: from, Places: out.Usable, Residents: out.Residents, Link: a.baseURL + at.Profile()}.Body()
		return err
	})
	return body, err
}

// answersOver tells the leads once, on the day the window for answers ends, that somebody was silent.
func answersOver(a *App, ctx context.Context, who tenant.Scope) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		cycle, err := tx.CurrentCycle(ctx)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		open, err := tx.OpenRuns(ctx, cycle.ID)
		if err != nil {
			return err
		}
		for _, r := range open {
			if until := r.AnswersUntil; until == nil || tx.Now().Before(*until) || !tx.Now().Before(until.Add(24*time.Hour)) {
				continue
			}
			if err := a.tellSilence(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) tellSilence(ctx context.Context, tx *store.Tx, r store.Run) error {
	out, err := answers(ctx, tx, r.ID)
	if err != nil || out.Waiting == 0 {
		return err
	}
	people, err := tx.People(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		for _, role := range p.Roles {
			if role != string(tenant.Coordinator) && role != string(tenant.Director) {
				continue
			}
			if err := a.write(ctx, tx, store.Message{PersonID: p.ID, Kind: silentMail, Subject: string(r.ID)}, time.Time{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func composeSilent(a *App, ctx context.Context, who tenant.Scope, m store.Message) (body mails.Body, err error) {
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err := answers(ctx, tx, mentorship.RunID(m.Subject))
		if err != nil {
			return err
		}
		if out.Waiting == 0 || out.Run.State == mentorship.RunAnnounced {
			return errNothingToSay
		}
		from, err := a.from(ctx, tx)
		if err != nil {
			return err
		}
		at, err := a.at(ctx, tx)
		body = mails.AnswersMissing{From: from, Waiting: out.Waiting, Link: a.baseURL + at.RunAnswers(m.Subject)}.Body()
		return err
	})
	return body, err
}
