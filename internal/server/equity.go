package server

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) equityRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.PairsPattern, Access: access.PairsSee, handle: showPairs},
		{Method: http.MethodGet, Pattern: route.InProgram + route.PairsExportPattern, Access: access.PairsExport, handle: exportPairs},
		{Method: http.MethodGet, Pattern: route.InProgram + route.MethodPattern, Access: access.MethodSee, handle: showMethod},
	}
}

// staleAfter is how old a weekly reading can be before pages say that it is out of date: a week, and a day in which the
// clock may have stood still.
const staleAfter = 8 * 24 * time.Hour

func stale(now, asOf time.Time) bool { return now.Sub(asOf) > staleAfter+24*time.Hour } // asOf is the day's beginning

// fewPairs is the number of pairs below which no group is drawn.
const fewPairs = 5

// comparedPairs is the number of pairs from which they are compared with each other.
const comparedPairs = 10

// firstDays is how long a program is too young to be judged.
const firstDays = 56

// showEquity is GET /{institution}/{program} for mentorship leads.
func showEquity(q *request) error {
	return q.kept(func() (layout.Frame, templ.Component, error) {
		b, err := q.srv.app.Board(q.Context(), q.who)
		if err != nil {
			return layout.Frame{}, nil, err
		}
		v := newDeck(q, b).page()
		if v.Alarms, err = q.openAlarms(); err != nil {
			return layout.Frame{}, nil, err
		}
		return v.Frame, v.Content(), nil
	})
}

// deck turns a board into the leads' page.
type deck struct {
	*request
	app.Board
	cards []card // live pairs, in the order of their names
}

// card is one live pair with all that the page says of it.
type card struct {
	app.Row
	read   equity.PairReading
	flag   ui.Flag
	number string // of its mark, "" for pairs in range
	silent int    // days without contact
}

func newDeck(q *request, b app.Board) *deck {
	d := &deck{request: q, Board: b}
	at := map[string]equity.PairReading{}
	for _, r := range b.Reading.Dyads {
		at[string(r.ID)] = r
	}
	for _, row := range b.Rows() {
		if r, ok := at[string(row.ID)]; ok && r.Standing == equity.Live && len(r.Windows) > 0 {
			d.cards = append(d.cards, card{Row: row, read: r, flag: flagOf(r.Look()), silent: app.SilenceOf(b.Reading.AsOf, r)})
		}
	}
	d.number()
	return d
}

func flagOf(l equity.Look) ui.Flag {
	return map[equity.Look]ui.Flag{equity.LookLess: ui.LessThan, equity.LookQuiet: ui.GoneQuiet, equity.LookMore: ui.MoreThanMost}[l]
}

// number gives each flagged pair the number that stands in the list and in the chart: those with less first, furthest
// from what was promised first, then those with more.
func (d *deck) number() {
	flagged := slices.Clone(d.cards)
	slices.SortStableFunc(flagged, func(a, b card) int {
		if less, also := a.flag != ui.MoreThanMost, b.flag != ui.MoreThanMost; less != also {
			return map[bool]int{true: -1, false: 1}[less]
		}
		return byDistance(a, b)
	})
	n := 0
	for _, f := range flagged {
		if f.flag == ui.InRange {
			continue
		}
		n++
		for i := range d.cards {
			if d.cards[i].ID == f.ID {
				d.cards[i].number = fmt.Sprint(n)
			}
		}
	}
}

func byDistance(a, b card) int {
	far := func(c card) float64 {
		if diff := float64(c.read.Count) - c.read.Expected; diff < 0 {
			return -diff
		} else {
			return diff
		}
	}
	switch {
	case far(a) > far(b):
		return -1
	case far(a) < far(b):
		return 1
	}
	return 0
}

// flagged lists the pairs with one of the flags, in the order of their numbers.
func (d *deck) flagged(flags ...ui.Flag) []card {
	var out []card
	for _, c := range d.cards {
		if slices.Contains(flags, c.flag) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b card) int {
		if len(a.number) != len(b.number) {
			return len(a.number) - len(b.number)
		}
		if a.number < b.number {
			return -1
		}
		return 1
	})
	return out
}

// page puts the cards together. What cannot be said yet is left out, never drawn empty.
func (d *deck) page() page.Equity {
	v := page.Equity{Roles: d.roleLinks(""), Head: d.head(), Method: d.at.Method(), Flags: d.at.Flags(), AllPairs: d.at.Pairs()}
	v.Frame = d.frame(v.Head.Title)
	v.Frame.PrintHead = fmt.Sprintf("%s · %s · Mentorship equity · %s · Prepared by %s · Confidential", d.place.Name, d.me.Institution.Name,
		d.Today.Format("2 January 2006"), d.me.Name.Full())
	if len(d.cards) == 0 {
		v.Start = d.firstStep()
		return v
	}
	if d.Program.CharterAt == nil {
		v.Start = d.sayPromise()
	}
	v.Basis = d.basis()
	v.KPIs = d.kpis()
	v.Contact = d.contactCard()
	if d.young() {
		return v
	}
	v.Look, v.Against = d.look(), d.against()
	v.Notices = d.notices()
	if len(d.cards) >= fewPairs {
		v.Years, v.Hours, v.Offers = d.yearsCard(), d.hoursCard(), d.offersCard()
		v.Groups = d.groupCards()
		v.Places = d.places()
	}
	v.Changes = d.changes()
	return v
}

// young reports a program in its first eight weeks.
func (d *deck) young() bool { return d.day() < firstDays }

// day is the number of days since the first live pair began.
func (d *deck) day() int {
	first := d.Reading.AsOf
	for _, c := range d.cards {
		first = min(first, equity.DateAt(c.StartsOn))
	}
	return int(d.Reading.AsOf - first)
}

// firstStep is what a program without pairs does next.
func (d *deck) firstStep() *page.NextThing {
	return &page.NextThing{ID: "start", Heading: "No pairs yet", Text: "Contact is counted from the day the match is announced.",
		Btn: ui.Btn{Label: "Go to the match", Href: d.at.Home() + "/match", Kind: ui.Primary}}
}

// sayPromise is what a program does first that never said what every pair is promised.
func (d *deck) sayPromise() *page.NextThing {
	n := &page.NextThing{ID: "start", Heading: "Say what you promise first", Text: "Nobody has said yet what every pair is promised. Until then one meeting " +
		every(d.Program.IntervalDays) + " is assumed, and this page measures against that.", Btn: ui.Btn{Label: "What every pair is promised", Href: d.at.SetupCharter(), Kind: ui.Primary}}
	if access.Check(d.who, access.SetupChange) != nil {
		n.Text += " The coordinator and the directors can say it."
		n.Btn = ui.Btn{Label: "See the setup", Href: d.at.Setup()}
	}
	return n
}

// notices are what is said about the page as a whole.
func (d *deck) notices() []ui.Notice {
	out := append(d.staleNotices(), d.loadNotice()...)
	if n := len(d.cards); n < fewPairs {
		out = append(out, ui.Notice{Text: "With fewer than five pairs, nothing is shown as a group: one person could be told from the others."})
	} else if n < comparedPairs {
		out = append(out, ui.Notice{Text: "With fewer than ten pairs, pairs are not compared with each other. What is said here rests on what each was promised."})
	}
	if d.Finding.Widespread {
		out = append(out, ui.Notice{Tone: ui.Warn, Text: "More than a third of the pairs missed a promised meeting. That is the program more than its pairs: " +
			"ask what stands in the way of meeting before you ask any one of them."})
	}
	if wide := d.Reading.Grace; wide > d.Program.GraceDays {
		out = append(out, ui.Notice{Text: fmt.Sprintf("Meetings are logged late here, so a missed one is called missed only %d days after its time.", wide)})
	}
	if n := d.own(); n > 0 {
		out = append(out, ui.Notice{Text: "You are one of the two in " + ui.Count(n, "pair", "pairs") + " below. What the readings say about your own pairs goes to another lead."})
	}
	return out
}

// own counts the person's own pairs among those worth a look.
func (d *deck) own() int {
	n := 0
	for _, c := range d.cards {
		if c.flag != ui.InRange && c.Pair.Has(d.who.Person) {
			n++
		}
	}
	return n
}
