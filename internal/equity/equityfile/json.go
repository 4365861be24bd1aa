// Package equityfile reads the inputs of package equity from JSON and CSV files and writes its readings to them.
//
// The formats are described for their users in docs/formats.md. Both readers report everything wrong with a file at
// once, as equity.Problems whose paths say where, and return no input unless it is one that equity.Read accepts.
package equityfile

import (
	"encoding/json"
	"io"
	"strings"

	"evenly/internal/equity"
)

// ReadJSON reads one input. Its error is equity.Problems, or what reading from r failed with.
func ReadJSON(r io.Reader) (equity.Input, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return equity.Input{}, err
	}
	tree, err := parse(text)
	if err != nil {
		return equity.Input{}, equity.Problems{{Path: "input", Text: err.Error()}}
	}
	var rd reader
	in := rd.input(tree)
	if found := merged(rd.found, in.Check()); found != nil {
		return equity.Input{}, found
	}
	return in, nil
}

// merged adds the problems of meaning to those of form. A value that could not be read has been replaced by an empty
// one, and what is wrong with that, or with anything inside it, is nobody's mistake.
func merged(form, meaning equity.Problems) equity.Problems {
	named := map[string]bool{}
	for _, p := range form {
		named[p.Path] = true
	}
	for _, p := range meaning {
		if !within(named, p.Path) {
			form = append(form, p)
		}
	}
	return form
}

// within reports whether a path, or anything that holds it, is named.
func within(named map[string]bool, path string) bool {
	for path != "" {
		if named[path] {
			return true
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return named["input"]
}

func (r *reader) input(n node) equity.Input {
	o := r.object("", n)
	in := equity.Input{Settings: equity.Defaults(o.date("asof"))}
	in.Interval = o.whole("interval_days", in.Interval)
	in.Grace = o.whole("grace_days", in.Grace)
	in.MinActiveDays = o.whole("min_active_days", in.MinActiveDays)
	in.Q = o.number("q", in.Q)
	in.Seed = o.text("seed")
	in.Draws = o.whole("draws", in.Draws)
	if _, given := o.get("dyads"); !given && !r.has("input") {
		r.add("dyads", "is required")
	}
	o.list("dyads", func(path string, n node) { in.Dyads = append(in.Dyads, r.dyad(path, n)) })
	o.list("offers", func(path string, n node) { in.Offers = append(in.Offers, r.offer(path, n, true)) })
	o.done()
	return in
}

func (r *reader) dyad(path string, n node) equity.Dyad {
	o := r.object(path, n)
	defer o.done()
	d := equity.Dyad{
		ID:        equity.DyadID(o.text("id")),
		Mentor:    equity.MentorID(o.text("mentor")),
		Resident:  equity.ResidentID(o.text("resident")),
		Site:      o.text("site"),
		From:      o.date("from"),
		To:        o.date("to"),
		Secondary: !o.flag("primary", true),
		Interval:  o.positive("interval_days"),
		Groups:    r.groups(o),
	}
	o.list("away", func(path string, n node) { d.Away = append(d.Away, r.span(path, n)) })
	o.list("meetings", func(path string, n node) { d.Meetings = append(d.Meetings, r.meeting(path, n)) })
	o.list("offers", func(path string, n node) { d.Offers = append(d.Offers, r.offer(path, n, false)) })
	return d
}

func (r *reader) span(path string, n node) equity.Span {
	o := r.object(path, n)
	defer o.done()
	return equity.Span{From: o.date("from"), To: o.date("to")}
}

func (r *reader) meeting(path string, n node) equity.Meeting {
	o := r.object(path, n)
	defer o.done()
	return equity.Meeting{
		Date:       o.date("date"),
		Minutes:    o.whole("minutes", 0),
		Setting:    equity.Setting(o.text("setting")),
		OutOfHours: o.flag("out_of_hours", false),
		Logged:     o.date("logged"),
		Confirmed:  equity.Confirmation(o.text("confirmed")),
	}
}

// offer reads an offer; only those outside a pair name a resident.
func (r *reader) offer(path string, n node, named bool) equity.Offer {
	o := r.object(path, n)
	defer o.done()
	offer := equity.Offer{Kind: o.text("kind"), Date: o.date("date"), OpenTo: equity.OpenTo(o.text("open_to"))}
	if named {
		offer.Resident = equity.ResidentID(o.text("resident"))
	}
	return offer
}

func (r *reader) groups(parent *object) map[string]string {
	n, ok := parent.get("groups")
	if !ok {
		return nil
	}
	o := r.object(parent.at("groups"), n)
	groups := map[string]string{}
	for _, key := range o.keys {
		groups[key] = o.text(key)
	}
	return groups
}

// WriteJSON writes a reading, indented.
func WriteJSON(w io.Writer, r equity.Reading) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
