package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"evenly/internal/app"
	"evenly/internal/equity"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// A view of the list of pairs is its address: flag, pgy and sort in the query, so that every view can be mailed.

// pairOrders are the ways to sort, by their name in the address.
var pairOrders = map[string]func(a, b card) int{
	"resident": func(a, b card) int {
		return strings.Compare(a.ResidentFamily+a.ResidentGiven, b.ResidentFamily+b.ResidentGiven)
	},
	"mentor": func(a, b card) int {
		return strings.Compare(a.MentorFamily+a.MentorGiven, b.MentorFamily+b.MentorGiven)
	},
	"pgy":     func(a, b card) int { return a.PGY - b.PGY },
	"count":   func(a, b card) int { return a.read.Count - b.read.Count },
	"hours":   func(a, b card) int { return a.read.Minutes - b.read.Minutes },
	"silence": func(a, b card) int { return b.silent - a.silent },
	"promise": func(a, b card) int { return promiseRank(a.read.Promise) - promiseRank(b.read.Promise) },
}

func promiseRank(p equity.Promise) int {
	return slices.Index([]equity.Promise{equity.PromiseEscalated, equity.PromiseMissed, equity.PromiseDue, equity.PromiseTooEarly, equity.PromiseMet}, p)
}

func sorted(by string) url.Values { return url.Values{"sort": {by}} }

// pairView is what the address asks for.
type pairView struct {
	flag, pgy, sort string
}

func (q *request) pairView() pairView {
	query := q.URL.Query()
	v := pairView{query.Get("flag"), query.Get("pgy"), query.Get("sort")}
	if _, known := pairOrders[v.sort]; !known {
		v.sort = "resident"
	}
	return v
}

// query is the address of a view, without what is as usual.
func (v pairView) query() url.Values {
	out := url.Values{}
	for name, value := range map[string]string{"flag": v.flag, "pgy": v.pgy} {
		if value != "" {
			out.Set(name, value)
		}
	}
	if v.sort != "resident" {
		out.Set("sort", v.sort)
	}
	return out
}

func (v pairView) by(sort string) pairView   { v.sort = sort; return v }
func (v pairView) only(flag string) pairView { v.flag = flag; return v }

// shows reports whether a pair is in the view.
func (v pairView) shows(c card) bool {
	switch v.flag {
	case "any":
		if c.flag == ui.InRange {
			return false
		}
	case "low", "quiet", "high":
		if string(c.flag) != v.flag {
			return false
		}
	}
	return v.pgy == "" || v.pgy == fmt.Sprint(c.PGY)
}

func (v pairView) of(cards []card) []card {
	var out []card
	for _, c := range cards {
		if v.shows(c) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, pairOrders[v.sort])
	return out
}

// showPairs is GET /{institution}/{program}/pairs: readings for mentorship leads, names for chief residents.
func showPairs(q *request) error {
	if !q.who.Leads() {
		return showPairNames(q)
	}
	b, err := q.srv.app.Board(q.Context(), q.who)
	if err != nil {
		return err
	}
	d, v := newDeck(q, b), q.pairView()
	return q.page(http.StatusOK, d.pairsPage(v).View())
}

func (d *deck) pairsPage(v pairView) page.Pairs {
	shown := v.of(d.cards)
	title := ui.Count(len(d.cards), "pair", "pairs") + " this year"
	out := page.Pairs{Frame: d.frame(title), Title: title, Filters: d.filters(v), Year: v.pgy, Years: d.years(), Export: d.at.PairsExport(v.query()),
		Filter: ui.Filter{Action: d.at.Pairs(), Target: "#results", Count: ui.ShownOf(len(shown), len(d.cards), "pair", "pairs"), Button: "Show", Fields: v.hidden()},
		Table: ui.Table{Caption: ui.ShownOf(len(shown), len(d.cards), "pair", "pairs"), CaptionHidden: true, Columns: d.columns(v), Pick: true,
			Things: ui.Count(len(shown), "pair", "pairs")},
		Bulk: ui.BulkForm{Action: d.at.BulkSteps(), Buttons: []ui.Btn{{Label: "Write to", Count: true, Name: "op", Value: "nudge", Icon: "send"},
			{Label: "Snooze", Count: true, Name: "op", Value: "snooze", Icon: "clock"}, {Label: "Hand over", Count: true, Name: "op", Value: "assign", Icon: "contact-round"}}}}
	for _, c := range shown {
		out.Rows = append(out.Rows, d.pairRow(c))
	}
	switch {
	case len(d.cards) == 0:
		out.Empty = "No pairs yet. They appear when the match is announced."
	case len(shown) == 0:
		out.Empty, out.Loosen = "No pair fits this filter.", d.at.Pairs()
	}
	return out
}

// hidden carries the rest of the address along with the filter form.
func (v pairView) hidden() []ui.Hidden {
	var out []ui.Hidden
	for name, values := range v.query() {
		if name != "pgy" {
			out = append(out, ui.Hidden{Name: name, Value: values[0]})
		}
	}
	return out
}

func (d *deck) filters(v pairView) []ui.ChipLink {
	var out []ui.ChipLink
	for _, f := range []struct{ flag, label string }{{"", "All"}, {"any", "Worth a look"}, {"low", "Less than promised"}, {"quiet", "Gone quiet"}, {"high", "More than most"}} {
		out = append(out, ui.ChipLink{Label: f.label, Href: d.at.PairsWith(v.only(f.flag).query()), Current: v.flag == f.flag})
	}
	return out
}

func (d *deck) years() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Every year"}}
	seen := map[int]bool{}
	var years []int
	for _, c := range d.cards {
		if !seen[c.PGY] {
			seen[c.PGY] = true
			years = append(years, c.PGY)
		}
	}
	slices.Sort(years)
	for _, y := range years {
		out = append(out, ui.Option{Value: fmt.Sprint(y), Label: fmt.Sprintf("PGY-%d", y)})
	}
	return out
}

func (d *deck) columns(v pairView) []ui.Column {
	column := func(label, by string, num bool) ui.Column {
		c := ui.Column{Label: label, Num: num, Href: d.at.PairsWith(v.by(by).query())}
		if v.sort == by {
			c.Sorted = ui.Up
			if by == "silence" {
				c.Sorted = ui.Down
			}
		}
		return c
	}
	return []ui.Column{column("Resident", "resident", false), column("Mentor", "mentor", false), column("Year", "pgy", false),
		column("Promise", "promise", false), column("Meetings", "count", true), column("Hours", "hours", true), {Label: "Last met"}, column("Days since", "silence", true)}
}

func (d *deck) pairRow(c card) page.PairRow {
	r := page.PairRow{Href: d.at.Pair(string(c.ID)), Resident: c.Resident().Short(), Mentor: c.Mentor().Short(), PGY: fmt.Sprintf("PGY-%d", c.PGY), Flag: c.flag,
		Promise: c.readWords(), Count: fmt.Sprint(c.read.Count), Expected: tenth(c.read.Expected), Hours: tenth(float64(c.read.Minutes) / 60),
		Last: c.lastText(), Silent: fmt.Sprint(c.silent)}
	if !c.Pair.Has(d.who.Person) {
		r.ID = string(c.ID)
	}
	return r
}

// readWords is the promise of a pair to mentorship leads, with what its peers add.
func (c card) readWords() string {
	words := map[equity.Promise]string{equity.PromiseMet: "Kept", equity.PromiseDue: "Due", equity.PromiseMissed: "Missed", equity.PromiseEscalated: "Missed twice",
		equity.PromiseTooEarly: "Too early"}[c.read.Promise]
	switch {
	case c.flag == ui.GoneQuiet:
		words += ", gone quiet"
	case c.read.Peer != nil && c.read.Peer.Reading == equity.PeerLower:
		words += ", less than others"
	case c.read.Peer != nil && c.read.Peer.Reading == equity.PeerHigher:
		words += ", more than most"
	}
	return words
}

// showPairNames is the list for chief residents.
func showPairNames(q *request) error {
	_, pairs, err := q.srv.app.PairNames(q.Context(), q.who)
	if err != nil {
		return err
	}
	title := ui.Count(len(pairs), "pair", "pairs") + " this year"
	v := page.PairNames{Frame: q.frame(title), Title: title, Empty: "No pairs yet. They appear when the match is announced."}
	for _, p := range pairs {
		v.Rows = append(v.Rows, nameRow(p))
	}
	return q.page(http.StatusOK, v.View())
}

func nameRow(p app.Pair) ui.Item {
	return ui.Item{Avatar: p.Resident().Full(), Title: p.Resident().Short(), Beside: "with " + p.Mentor().Short(), Text: fmt.Sprintf("PGY-%d", p.PGY)}
}
