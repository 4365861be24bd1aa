package equityfile

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"evenly/internal/equity"
)

// outColumns are those of the CSV output. One file holds rows of four kinds, named in the first column, so that a
// spreadsheet can filter them: settings and program rows have a name and a value, pair and window rows the rest.
var outColumns = []string{
	"row", "id", "name", "value", "standing", "from", "to", "active_days", "expected", "count", "minutes", "last_meeting",
	"reading", "peer", "p_low", "p_high", "rate_ratio", "low90", "high90", "offers",
}

// WriteCSV writes a reading as one table.
func WriteCSV(w io.Writer, r equity.Reading) error {
	out := csv.NewWriter(w)
	var rows sheet
	if err := rows.tree("settings", r.Settings); err != nil {
		return err
	}
	if err := rows.tree("program", r.Program); err != nil {
		return err
	}
	for _, d := range r.Dyads {
		rows.pair(d)
	}
	if err := out.Write(outColumns); err != nil {
		return err
	}
	return out.WriteAll(rows)
}

// sheet is the rows written so far.
type sheet [][]string

func (s *sheet) add(cells map[string]string) {
	row := make([]string, len(outColumns))
	for i, name := range outColumns {
		row[i] = cells[name]
	}
	*s = append(*s, row)
}

func (s *sheet) pair(d equity.PairReading) {
	cells := map[string]string{
		"row": "pair", "id": plain(string(d.ID)), "standing": string(d.Standing), "active_days": strconv.Itoa(d.ActiveDays),
		"expected": decimal(d.Expected), "count": strconv.Itoa(d.Count), "minutes": strconv.Itoa(d.Minutes),
		"last_meeting": d.LastMeeting.String(), "reading": string(d.Promise), "offers": strconv.Itoa(d.Offers),
	}
	if p := d.Peer; p != nil {
		cells["peer"], cells["p_low"], cells["p_high"] = string(p.Reading), decimal(p.PLow), decimal(p.PHigh)
	}
	if e := d.Estimate; e != nil {
		cells["rate_ratio"], cells["low90"], cells["high90"] = decimal(e.RateRatio), maybe(e.Low90), maybe(e.High90)
	}
	s.add(cells)
	for i, w := range d.Windows {
		s.add(map[string]string{
			"row": "window", "id": plain(string(d.ID)), "name": strconv.Itoa(i), "from": w.From.String(), "to": w.To.String(),
			"active_days": strconv.Itoa(w.ActiveDays), "count": strconv.Itoa(w.Meetings), "reading": string(w.State),
		})
	}
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func maybe(x *float64) string {
	if x == nil {
		return ""
	}
	return decimal(*x)
}

// tree adds a row for every value of v as JSON, named by its path.
func (s *sheet) tree(row string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	n, err := parse(text)
	if err != nil {
		return err
	}
	s.node(row, "", n)
	return nil
}

func (s *sheet) node(row, path string, n node) {
	switch v := n.value.(type) {
	case []field:
		for _, f := range v {
			s.node(row, strings.TrimPrefix(path+"."+f.key, "."), f.value)
		}
	case []node:
		for i, n := range v {
			s.node(row, fmt.Sprintf("%s[%d]", path, i), n)
		}
	case nil:
		s.add(map[string]string{"row": row, "name": path})
	case string:
		s.add(map[string]string{"row": row, "name": path, "value": plain(v)})
	default:
		s.add(map[string]string{"row": row, "name": path, "value": fmt.Sprint(v)})
	}
}

// plain keeps a spreadsheet from taking somebody's text for a formula.
func plain(text string) string {
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
