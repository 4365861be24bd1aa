package equityfile

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"evenly/internal/equity"
)

// The files that WriteInputJSON and WriteInputCSV write are read back by ReadJSON and ReadCSV as the input they were made of.

type jsonInput struct {
	equity.Settings
	Dyads  []jsonDyad  `json:"dyads"`
	Offers []jsonOffer `json:"offers,omitempty"`
}

type jsonDyad struct {
	ID       equity.DyadID     `json:"id"`
	Mentor   equity.MentorID   `json:"mentor"`
	Resident equity.ResidentID `json:"resident,omitempty"`
	Site     string            `json:"site,omitempty"`
	From     string            `json:"from"`
	To       string            `json:"to,omitempty"`
	Primary  bool              `json:"primary"`
	Interval int               `json:"interval_days,omitempty"`
	Away     []equity.Span     `json:"away,omitempty"`
	Meetings []jsonMeeting     `json:"meetings,omitempty"`
	Offers   []jsonOffer       `json:"offers,omitempty"`
	Groups   map[string]string `json:"groups,omitempty"`
}

type jsonMeeting struct {
	Date       string              `json:"date"`
	Minutes    int                 `json:"minutes,omitempty"`
	Setting    equity.Setting      `json:"setting,omitempty"`
	OutOfHours bool                `json:"out_of_hours,omitempty"`
	Logged     string              `json:"logged,omitempty"`
	Confirmed  equity.Confirmation `json:"confirmed,omitempty"`
}

type jsonOffer struct {
	Kind     string            `json:"kind"`
	Date     string            `json:"date"`
	OpenTo   equity.OpenTo     `json:"open_to"`
	Resident equity.ResidentID `json:"resident,omitempty"`
}

// WriteInputJSON writes an input, indented.
func WriteInputJSON(w io.Writer, in equity.Input) error {
	out := jsonInput{Settings: in.Settings, Dyads: []jsonDyad{}, Offers: jsonOffers(in.Offers)}
	for _, d := range in.Dyads {
		j := jsonDyad{ID: d.ID, Mentor: d.Mentor, Resident: d.Resident, Site: d.Site, From: date(d.From), To: date(d.To), Primary: !d.Secondary, Interval: d.Interval,
			Away: d.Away, Offers: jsonOffers(d.Offers), Groups: d.Groups}
		for _, m := range d.Meetings {
			j.Meetings = append(j.Meetings, jsonMeeting{date(m.Date), m.Minutes, m.Setting, m.OutOfHours, date(m.Logged), m.Confirmed})
		}
		out.Dyads = append(out.Dyads, j)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func jsonOffers(list []equity.Offer) []jsonOffer {
	var out []jsonOffer
	for _, o := range list {
		out = append(out, jsonOffer{o.Kind, date(o.Date), o.OpenTo, o.Resident})
	}
	return out
}

// date is "" for no date.
func date(d equity.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// WriteInputCSV writes an input as one table: the program's settings in the first row, then each pair, its meetings, its
// time away and its offers in rows of their own, and last the offers made outside a pair.
func WriteInputCSV(w io.Writer, in equity.Input) error {
	t := inputTable{groups: groupsOf(in)}
	for _, list := range [][]column{programColumns, pairColumns, meetingColumns, awayColumns, offerColumns} {
		for _, c := range list {
			t.head = append(t.head, c.name)
		}
	}
	for _, g := range t.groups {
		t.head = append(t.head, groupPrefix+g)
	}
	t.rows = [][]string{t.head}
	t.add(map[string]string{"asof": date(in.AsOf), "program_interval_days": strconv.Itoa(in.Interval), "grace_days": strconv.Itoa(in.Grace),
		"min_active_days": strconv.Itoa(in.MinActiveDays), "q": strconv.FormatFloat(in.Q, 'g', -1, 64), "seed": in.Seed, "draws": strconv.Itoa(in.Draws)})
	for _, d := range in.Dyads {
		t.pair(d)
	}
	for _, o := range in.Offers {
		row := offerCells(o)
		row["resident"] = string(o.Resident)
		t.add(row)
	}
	c := csv.NewWriter(w)
	if err := c.WriteAll(t.rows); err != nil {
		return fmt.Errorf("write the input: %w", err)
	}
	return nil
}

type inputTable struct {
	head, groups []string
	rows         [][]string
}

func groupsOf(in equity.Input) []string {
	names := map[string]bool{}
	for _, d := range in.Dyads {
		for name := range d.Groups {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (t *inputTable) add(cells map[string]string) {
	row := make([]string, len(t.head))
	for i, name := range t.head {
		row[i] = cells[name]
	}
	t.rows = append(t.rows, row)
}

func (t *inputTable) pair(d equity.Dyad) {
	own := map[string]string{"id": string(d.ID), "mentor": string(d.Mentor), "resident": string(d.Resident), "site": d.Site, "from": date(d.From), "to": date(d.To),
		"primary": strconv.FormatBool(!d.Secondary)}
	if d.Interval > 0 {
		own["interval_days"] = strconv.Itoa(d.Interval)
	}
	for name, value := range d.Groups {
		own[groupPrefix+name] = value
	}
	t.add(own)
	of := func(cells map[string]string) {
		cells["id"] = string(d.ID)
		t.add(cells)
	}
	for _, m := range d.Meetings {
		of(map[string]string{"date": date(m.Date), "minutes": strconv.Itoa(m.Minutes), "setting": string(m.Setting), "out_of_hours": strconv.FormatBool(m.OutOfHours),
			"logged": date(m.Logged), "confirmed": string(m.Confirmed)})
	}
	for _, a := range d.Away {
		of(map[string]string{"away_from": date(a.From), "away_to": date(a.To)})
	}
	for _, o := range d.Offers {
		of(offerCells(o))
	}
}

func offerCells(o equity.Offer) map[string]string {
	return map[string]string{"offer_kind": o.Kind, "offer_date": date(o.Date), "open_to": string(o.OpenTo)}
}
