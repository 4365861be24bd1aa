package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

const (
	announceTask  = "announce"
	residentMail  = "match.announced.resident" // subject: the run
	mentorMail    = "match.announced.mentor"
	pairEndedMail = "match.ended"
)

// HoldTime is how long an announcement can be stopped.
const HoldTime = 10 * time.Minute

// Announce begins the hold of an announcement, after which a task makes the pairs and mails everyone. It needs every answer;
// otherwise it is fault.Conflict. Task is the id of the task.
func (a *App) Announce(ctx context.Context, who tenant.Scope, id mentorship.RunID, task string, at route.Program) error {
	if err := access.Check(who, access.MatchRun); err != nil {
		return err
	}
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		r, err := tx.LockRun(ctx, id)
		if err != nil {
			return err
		}
		out, err := answers(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := canAnnounce(out, tx.Now()); err != nil {
			return err
		}
		until := tx.Now().Add(HoldTime)
		// The queue keeps real time, also where a demonstration's clock is shifted.
		t, err := a.startTask(ctx, tx, store.Task{ID: task, Kind: announceTask, Total: out.mails(), Result: at.Run(string(r.ID)), NotBefore: time.Now().Add(HoldTime + time.Second)})
		if err != nil {
			return err
		}
		if err := tx.SetHold(ctx, id, &until, &t.ID); err != nil {
			return err
		}
		return tx.Audit(ctx, "match.announce", string(id), map[string]any{"pairs": len(out.Proposals), "mails": out.mails()})
	})
}

func canAnnounce(out Answers, now time.Time) error {
	switch {
	case out.Run.State == mentorship.RunAnnounced:
		return fault.New(fault.Conflict, "These pairs are announced already.")
	case out.Run.HoldUntil != nil:
		return fault.New(fault.Conflict, "The announcement is under way already.")
	case !out.Agreed():
		return fault.New(fault.Conflict, "Not everyone has said yes. Look at the answers first.")
	case out.Run.Purpose == mentorship.ForYear && !out.Year.Cycle.ListsAreClosed(now):
		return fault.New(fault.Closed, "The year is not in the matching state any more.")
	}
	return nil
}

// recipients are who is told: residents with a new pair, their mentors, and the mentors they leave.
func (s Answers) recipients() (residents []mentorship.ResidentID, mentors, left []mentorship.MentorID) {
	for _, p := range s.Proposals {
		if p.MentorID == "" {
			continue
		}
		residents = append(residents, p.ResidentID)
		if !slices.Contains(mentors, p.MentorID) {
			mentors = append(mentors, p.MentorID)
		}
		if p.PreviousID != "" && !slices.Contains(left, p.PreviousID) {
			left = append(left, p.PreviousID)
		}
	}
	return residents, mentors, left
}

func (s Answers) mails() int {
	residents, mentors, left := s.recipients()
	return len(residents) + len(mentors) + len(left)
}

// Mails is how many people an announcement tells.
func (s Answers) Mails() int { return s.mails() }

// doAnnounce makes the pairs and writes the mails in one transaction, so that a crash leaves all of it or nothing; done
// again it finds the run announced. Called early, it comes back when the hold is over.
func doAnnounce(a *App, ctx context.Context, who tenant.Scope, t store.Task) error {
	return a.store.As(ctx, who, func(tx *store.Tx) error {
		t, err := tx.LockTask(ctx, t.ID)
		if err != nil || t.Ended() {
			return err
		}
		runs, err := tx.RunsOfTask(ctx, t.ID)
		if err != nil || len(runs) == 0 {
			return err
		}
		r, err := tx.LockRun(ctx, runs[0].ID)
		if err != nil || r.State == mentorship.RunAnnounced || r.HoldUntil == nil {
			return err
		}
		if early := r.HoldUntil.Sub(tx.Now()); early > 0 {
			return a.requeueTask(ctx, tx, t, time.Now().Add(early+time.Second))
		}
		return a.announce(ctx, tx, r, t)
	})
}

func (a *App) announce(ctx context.Context, tx *store.Tx, r store.Run, t store.Task) error {
	out, err := answers(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	starts := out.Year.Today
	if out.Year.Cycle.StartsOn.After(starts) {
		starts = out.Year.Cycle.StartsOn
	}
	made, err := tx.AnnouncePairs(ctx, r, starts)
	if err != nil {
		return err
	}
	if err := tx.SetRunState(ctx, r.ID, r.State, mentorship.RunAnnounced); err != nil {
		return err
	}
	if err := settle(ctx, tx, r, out); err != nil {
		return err
	}
	if err := a.mailAnnounced(ctx, tx, r, out, t); err != nil {
		return err
	}
	if err := a.tellEnd(ctx, tx, t); err != nil {
		return err
	}
	return tx.Audit(ctx, "match.announced", string(r.ID), map[string]any{"pairs": made, "mails": out.mails()})
}

// settle moves on what the announcement ends: the matching of the year, wishes for a change, wishes for further mentors.
func settle(ctx context.Context, tx *store.Tx, r store.Run, out Answers) error {
	switch r.Purpose {
	case mentorship.ForYear:
		_, err := tx.SetCycleState(ctx, r.CycleID, out.Year.Cycle.State, mentorship.Running)
		return err
	case mentorship.ForChange:
		return tx.SettleAsks(ctx)
	}
	for _, p := range out.Proposals {
		if p.MentorID == "" {
			continue
		}
		if err := tx.PutSecondAsk(ctx, r.CycleID, store.SecondAsk{ResidentID: p.ResidentID, Kind: r.Kind}); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) mailAnnounced(ctx context.Context, tx *store.Tx, r store.Run, out Answers, t store.Task) error {
	residents, mentors, left := out.recipients()
	t.Total = 0
	for _, x := range []struct {
		kind   string
		people []tenant.PersonID
	}{{residentMail, persons(residents)}, {mentorMail, persons(mentors)}, {pairEndedMail, persons(left)}} {
		if err := a.writeEach(ctx, tx, &t, store.Message{Kind: x.kind, Subject: string(r.ID)}, x.people); err != nil {
			return err
		}
	}
	return setMailOut(ctx, tx, t)
}

func persons[ID ~string](ids []ID) []tenant.PersonID {
	out := make([]tenant.PersonID, len(ids))
	for i, id := range ids {
		out[i] = tenant.PersonID(id)
	}
	return out
}

// stopAnnouncement takes an announcement back during its hold.
func stopAnnouncement(_ *App, ctx context.Context, tx *store.Tx, t store.Task) error {
	runs, err := tx.RunsOfTask(ctx, t.ID)
	if err != nil || len(runs) == 0 {
		return err
	}
	r, err := tx.LockRun(ctx, runs[0].ID)
	if err != nil {
		return err
	}
	if r.State == mentorship.RunAnnounced {
		return fault.New(fault.Closed, "The pairs are announced. This can no longer be stopped.")
	}
	return tx.SetHold(ctx, r.ID, nil, nil)
}

// openRuns are the runs under way of the year that is being prepared and of the one that is running.
func openRuns(ctx context.Context, tx *store.Tx) ([]store.Run, error) {
	ahead, err := tx.CurrentCycle(ctx)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	running, err := tx.RunningCycle(ctx)
	if err != nil {
		return nil, err
	}
	runs, err := tx.OpenRuns(ctx, ahead.ID)
	if err != nil || running.ID == ahead.ID {
		return runs, err
	}
	more, err := tx.OpenRuns(ctx, running.ID)
	return append(runs, more...), err
}

// announceDue makes announcements whose hold is over and whose job was lost.
func announceDue(a *App, ctx context.Context, who tenant.Scope) error {
	var due []store.Task
	err := a.store.As(ctx, who, func(tx *store.Tx) error {
		runs, err := openRuns(ctx, tx)
		for _, r := range runs {
			if r.HoldUntil == nil || r.TaskID == nil || tx.Now().Before(*r.HoldUntil) {
				continue
			}
			t, err := tx.Task(ctx, *r.TaskID)
			if err != nil {
				return err
			}
			due = append(due, t)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range due {
		if err := doAnnounce(a, ctx, who, t); err != nil {
			return fmt.Errorf("announce: %w", err)
		}
	}
	return nil
}

// announced is what the mails of an announcement are written from.
type announced struct {
	Year
	run  store.Run
	list []store.Proposal
	from mails.From
	at   route.Program
}

func (a *App) announced(ctx context.Context, tx *store.Tx, id mentorship.RunID) (x announced, err error) {
	if x.run, err = tx.Run(ctx, id); err != nil {
		return x, err
	}
	if x.Year, err = yearOf(ctx, tx, x.run.CycleID); err != nil {
		return x, err
	}
	if x.list, err = tx.Proposals(ctx, id); err != nil {
		return x, err
	}
	if x.at, err = a.at(ctx, tx); err != nil {
		return x, err
	}
	x.from, err = a.from(ctx, tx)
	return x, err
}

// composeAnnounced makes the kinds of mail of an announcement.
func composeAnnounced(words func(announced, *App, tenant.PersonID) (mails.Body, bool)) compose {
	return func(a *App, ctx context.Context, who tenant.Scope, m store.Message) (mails.Body, error) {
		var x announced
		err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
			x, err = a.announced(ctx, tx, mentorship.RunID(m.Subject))
			return err
		})
		if err != nil {
			return mails.Body{}, err
		}
		body, ok := words(x, a, m.PersonID)
		if !ok {
			return mails.Body{}, errNothingToSay
		}
		return body, nil
	}
}

// forResident is the mail that tells a resident who the mentor is.
func (x announced) forResident(a *App, id tenant.PersonID) (mails.Body, bool) {
	for _, p := range x.list {
		if string(p.ResidentID) == string(id) && p.MentorID != "" && !p.Kept {
			return mails.AnnouncedToResident{From: x.from, Year: x.Cycle.Name, Kind: mentorship.KindWords(x.run.Kind), Mentor: p.Mentor().Full(), Field: p.Specialty, Email: p.MentorEmail,
				Promise: x.promise(), Link: a.baseURL + x.at.Home()}.Body(), true
		}
	}
	return mails.Body{}, false
}

// forMentor is the mail that tells a mentor who the residents are: all of them, those who stay included.
func (x announced) forMentor(a *App, id tenant.PersonID) (mails.Body, bool) {
	m := mails.AnnouncedToMentor{From: x.from, Year: x.Cycle.Name, Promise: x.promise(), Link: a.baseURL + x.at.Home()}
	for _, p := range x.list {
		if string(p.MentorID) == string(id) {
			m.Residents = append(m.Residents, residentLine(p)+", "+p.ResidentEmail)
		}
	}
	return m.Body(), len(m.Residents) > 0
}

// forLeft is the mail to a mentor whose pair ends.
func (x announced) forLeft(a *App, id tenant.PersonID) (mails.Body, bool) {
	var names []string
	for _, p := range x.list {
		if string(p.PreviousID) == string(id) {
			names = append(names, p.Resident().Full())
		}
	}
	if len(names) == 0 {
		return mails.Body{}, false
	}
	return mails.PairEnded{From: x.from, Resident: joinNames(names), Link: a.baseURL + x.at.Home()}.Body(), true
}

// promise is what each pair is promised, in a sentence.
func (x announced) promise() string {
	every := fmt.Sprintf("%d days", x.Program.IntervalDays)
	if x.Program.IntervalDays%7 == 0 {
		every = countOf(x.Program.IntervalDays/7, "week", "weeks")
	}
	return fmt.Sprintf("Each pair meets every %s for at least %d min.", every, x.Program.MeetingMinutes)
}

func joinNames(names []string) string {
	out := names[0]
	for i, n := range names[1:] {
		if i == len(names)-2 {
			out += " and " + n
		} else {
			out += ", " + n
		}
	}
	return out
}

// Preview is an announcement as it would go out: every pair, and one mail of each kind.
type Preview struct {
	Answers
	Mails  []PreviewMail
	People int
}

// PreviewMail is one mail, word for word, and how many get their own like it.
type PreviewMail struct {
	To      string
	Subject string
	Text    string
	Like    int
}

// PreviewAnnouncement reads the check page of an announcement.
func (a *App) PreviewAnnouncement(ctx context.Context, who tenant.Scope, id mentorship.RunID) (out Preview, err error) {
	if err := access.Check(who, access.MatchRun); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Answers, err = answers(ctx, tx, id); err != nil {
			return err
		}
		x, err := a.announced(ctx, tx, id)
		if err != nil {
			return err
		}
		residents, mentors, left := out.recipients()
		out.People = out.mails()
		out.sample(x, a, persons(residents), x.forResident)
		out.sample(x, a, persons(mentors), x.forMentor)
		out.sample(x, a, persons(left), x.forLeft)
		return nil
	})
	return out, err
}

// sample adds the mail to the first of those who get one.
func (p *Preview) sample(x announced, a *App, people []tenant.PersonID, words func(*App, tenant.PersonID) (mails.Body, bool)) {
	if len(people) == 0 {
		return
	}
	body, _ := words(a, people[0])
	p.Mails = append(p.Mails, PreviewMail{To: x.name(people[0]), Subject: body.Subject, Text: body.Text, Like: len(people)})
}

func (x announced) name(id tenant.PersonID) string {
	for _, p := range x.list {
		switch string(id) {
		case string(p.ResidentID):
			return p.Resident().Full()
		case string(p.MentorID):
			return p.Mentor().Full()
		case string(p.PreviousID):
			return p.Previous().Full()
		}
	}
	return ""
}

// PreviewAsk reads the check page of the mails that ask: who gets one, and the words to the first.
func (a *App) PreviewAsk(ctx context.Context, who tenant.Scope, id mentorship.RunID) (out Preview, err error) {
	if err := access.Check(who, access.MatchRun); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		if out.Answers, err = answers(ctx, tx, id); err != nil {
			return err
		}
		x, err := a.announced(ctx, tx, id)
		if err != nil {
			return err
		}
		mentors, residents := asked(out.Proposals, false)
		out.People = len(mentors) + len(residents)
		if len(mentors) > 0 {
			mine := slices.DeleteFunc(slices.Clone(out.Proposals), func(p store.Proposal) bool { return p.MentorID != mentors[0] })
			body := proposalBody(x.from, out.Year, out.Run, mine, a.baseURL+route.OneLink("…"))
			out.Mails = append(out.Mails, PreviewMail{To: x.name(tenant.PersonID(mentors[0])), Subject: body.Subject, Text: body.Text, Like: len(mentors)})
		}
		if len(residents) > 0 {
			body := mails.ChangeProposed{From: x.from, Mentor: x.mentorOf(residents[0]), AnswerBy: answerBy(out.Year, out.Run), Silence: silence, Link: a.baseURL + route.OneLink("…")}.Body()
			out.Mails = append(out.Mails, PreviewMail{To: x.name(tenant.PersonID(residents[0])), Subject: body.Subject, Text: body.Text, Like: len(residents)})
		}
		return nil
	})
	return out, err
}

func (x announced) mentorOf(id mentorship.ResidentID) string {
	for _, p := range x.list {
		if p.ResidentID == id {
			return p.Mentor().Full()
		}
	}
	return ""
}
