package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"evenly/internal/access"
	"evenly/internal/equity"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/internal/store"
	"evenly/internal/tenant"
	mails "evenly/templates/mail"
)

// Some have more than others. Nothing is taken from them: what they had is listed, and one act offers it to all.

// LevelUp is what pairs with much more contact had, and what others could have of it.
type LevelUp struct {
	Year
	Compared bool
	Favoured []Favoured
	Had      []Had
}

// Favoured is a pair that reads higher than its peers.
type Favoured struct {
	Row
	Reading equity.PairReading
	Offers  int // to this resident and not to all
}

// Had is one thing that somebody had and that can be offered to all.
type Had struct {
	Key    string // finds it again when the form comes back
	Pair   mentorship.PairingID
	Mentor mentorship.MentorID
	Kind   mentorship.OfferKind
	Title  string // as it would stand on the board
	Who    string // who had it
	Posted bool   // the same stands on the board
	Own    bool   // of the person's own pair: another lead decides
}

// LevelUp lists it, in nine queries.
func (a *App) LevelUp(ctx context.Context, who tenant.Scope) (out LevelUp, err error) {
	if err := access.Check(who, access.StepTake); err != nil {
		return out, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		out, err = levelUp(ctx, tx)
		return err
	})
	return out, err
}

func levelUp(ctx context.Context, tx *store.Tx) (out LevelUp, err error) {
	b, err := board(ctx, tx)
	if err != nil {
		return out, err
	}
	out.Year, out.Compared = b.Year, b.Compared()
	offers, err := tx.OffersMade(ctx, b.Cycle.StartsOn, b.Cycle.EndsOn, "")
	if err != nil {
		return out, err
	}
	posted, err := tx.Postings(ctx, b.Cycle.StartsOn)
	if err != nil {
		return out, err
	}
	out.favour(b, offers)
	out.list(b, offers, tx.Who().Person)
	for i, h := range out.Had {
		out.Had[i].Posted = slices.ContainsFunc(posted, func(p store.Posting) bool { return p.MentorID == h.Mentor && p.Title == h.Title })
	}
	return out, nil
}

// favour finds the pairs with much more, those with most first.
func (l *LevelUp) favour(b Board, offers []OfferMade) {
	named := map[mentorship.ResidentID]int{}
	for _, o := range offers {
		named[o.ResidentID]++
	}
	readings := map[string]equity.PairReading{}
	for _, d := range b.Reading.Dyads {
		readings[string(d.ID)] = d
	}
	for _, row := range b.Rows() {
		if r := readings[string(row.ID)]; r.Look() == equity.LookMore {
			l.Favoured = append(l.Favoured, Favoured{row, r, named[row.ResidentID]})
		}
	}
	slices.SortStableFunc(l.Favoured, func(a, b Favoured) int { return cmp.Compare(b.Reading.Count, a.Reading.Count) })
}

// list is what can be offered to all: how favoured pairs met outside the hospital, and every offer to a single resident.
func (l *LevelUp) list(b Board, offers []OfferMade, me tenant.PersonID) {
	pairs := map[mentorship.ResidentID]Pair{}
	for _, p := range b.Pairs {
		pairs[p.ResidentID] = p
	}
	for _, f := range l.Favoured {
		for _, h := range f.outside() {
			h.Own = f.Pair.Has(me)
			l.Had = append(l.Had, h)
		}
	}
	for _, o := range offers {
		title := o.Title
		if strings.TrimSpace(title) == "" {
			title = o.Kind.Words() + " with " + o.Mentor().Short()
		}
		l.Had = append(l.Had, Had{Key: "offer:" + string(o.ID), Pair: pairs[o.ResidentID].ID, Mentor: o.MentorID, Kind: o.Kind, Title: title,
			Who: o.Resident().Short() + ", offered by " + o.Mentor().Short() + " on " + o.OfferedOn.Format("2 Jan"), Own: pairs[o.ResidentID].Has(me)})
	}
}

// outside is how a pair met outside the hospital, as something others could have, too.
func (f Favoured) outside() []Had {
	count := map[mentorship.Setting]int{}
	for _, m := range f.Met {
		count[m.Setting]++
	}
	mentor := f.Mentor().Short()
	var out []Had
	for _, s := range []struct {
		setting     mentorship.Setting
		title, what string
	}{
		{mentorship.Dinner, "A meal with " + mentor, "over a meal"},
		{mentorship.AtHome, "An invitation to the home of " + mentor, "at a home"},
		{mentorship.OffSite, "A meeting over coffee with " + mentor, "off-site"},
	} {
		if n := count[s.setting]; n > 0 {
			out = append(out, Had{Key: "met:" + string(f.ID) + ":" + string(s.setting), Pair: f.ID, Mentor: f.MentorID, Kind: mentorship.OtherOffer, Title: s.title,
				Who: fmt.Sprintf("%s: %d of %d meetings %s", f.Resident().Short(), n, len(f.Met), s.what)})
		}
	}
	return out
}

// OfferToAll puts what was chosen on the board, in the names of the mentors who offered it, and notes the step with every pair
// that had it. The mentors are told, and can take it off. It returns how much was posted.
func (a *App) OfferToAll(ctx context.Context, who tenant.Scope, keys []string, places int, closes time.Time) (n int, err error) {
	if err := access.Check(who, access.StepTake); err != nil {
		return 0, err
	}
	err = a.store.As(ctx, who, func(tx *store.Tx) error {
		l, err := levelUp(ctx, tx)
		if err != nil {
			return err
		}
		chosen := slices.DeleteFunc(l.Had, func(h Had) bool { return h.Posted || h.Own || !slices.Contains(keys, h.Key) })
		if err := checkLevel(chosen, places, closes, l.Today); err != nil {
			return err
		}
		for _, h := range chosen {
			if err := a.level(ctx, tx, l.Today, h, mentorship.Posting{Kind: h.Kind, Title: h.Title, Places: places, ClosesOn: closes}); err != nil {
				return err
			}
		}
		n = len(chosen)
		return tx.Audit(ctx, "step.level", "", map[string]any{"posted": n})
	})
	return n, err
}

func checkLevel(chosen []Had, places int, closes, today time.Time) error {
	var wrong fault.Problems
	if len(chosen) == 0 {
		wrong.Add("had", "Choose at least one thing to offer to all.")
	}
	sample := mentorship.Posting{Kind: mentorship.OtherOffer, Title: "x", Places: places, ClosesOn: closes}
	return fault.Problems(append(wrong, problems(sample.Check(today))...)).Err()
}

func (a *App) level(ctx context.Context, tx *store.Tx, today time.Time, h Had, o mentorship.Posting) error {
	if _, err := a.post(ctx, tx, h.Mentor, today, o); err != nil {
		return err
	}
	if h.Pair == "" {
		return nil // the pair of that offer is of another year
	}
	_, err := tx.AddStep(ctx, h.Pair, "", mentorship.Step{Kind: mentorship.LevelUp, Note: h.Title + ": open to all until " + o.ClosesOn.Format("2 Jan")}, "done")
	return err
}

// post puts an opportunity on the board and tells its mentor when somebody else did it.
func (a *App) post(ctx context.Context, tx *store.Tx, mentor mentorship.MentorID, today time.Time, o mentorship.Posting) (id string, err error) {
	offer, err := tx.AddOffer(ctx, Pair{MentorID: mentor}, "", today, mentorship.Offer{Kind: o.Kind, Title: o.Title, ToAll: true})
	if err != nil {
		return "", err
	}
	if id, err = tx.AddPosting(ctx, mentor, offer, o, rand.Text()); err != nil {
		return "", err
	}
	if string(mentor) == string(tx.Who().Person) {
		return id, nil
	}
	return id, a.write(ctx, tx, store.Message{PersonID: tenant.PersonID(mentor), Kind: behalfMail, Subject: id}, time.Time{})
}

// behalfMail tells a mentor what a lead put on the board in their name. Subject: the posting.
const behalfMail = "board.behalf"

func composeBehalf(a *App, ctx context.Context, who tenant.Scope, msg store.Message) (mails.Body, error) {
	var o Opportunity
	var from mails.From
	var at route.Program
	err := a.store.As(ctx, who, func(tx *store.Tx) (err error) {
		if o, err = tx.Posting(ctx, msg.Subject); err != nil {
			return err
		}
		program, err := tx.Program(ctx)
		if err != nil {
			return err
		}
		in, err := a.store.Institution(ctx, who.Institution)
		at = route.Program{Institution: in.Slug, Program: program.Slug}
		from = mails.From{Institution: in.Name, Program: program.Name}
		return err
	})
	if err != nil {
		return mails.Body{}, err
	}
	if o.State != "open" {
		return mails.Body{}, errNothingToSay
	}
	return mails.Letter{From: from, Subject: "On the board in your name: " + o.Title, Preview: "Open to every resident", Title: "On the board in your name",
		Lead:   []string{"A lead of your program offers “" + o.Title + "” to all residents, as some have had it from you already. That was no fault: now everybody hears of it."},
		Facts:  []mails.Fact{{Label: "Places", Value: fmt.Sprint(o.Places)}, {Label: "Residents can ask until", Value: o.ClosesOn.Format("Mon 2 Jan")}},
		Button: mails.Button{Label: "See the board", URL: a.baseURL + at.Board()}, After: []string{"If it does not suit you, take it off the board there: one tap, no reason needed."},
		Why: "You get this mail because it stands in your name."}.Body(), nil
}
