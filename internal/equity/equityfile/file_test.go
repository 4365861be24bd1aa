package equityfile_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/equity"
	"evenly/internal/equity/equityfile"
)

const asJSON = `{
 "asof": "2026-04-17", "interval_days": 60, "grace_days": 14, "min_active_days": 50, "q": 0.05, "seed": "s", "draws": 100,
 "dyads": [
  {"id": "d1", "mentor": "m1", "site": "main", "from": "2025-07-01", "to": null, "resident": "r1", "primary": true,
   "interval_days": 91, "away": [{"from": "2025-09-01", "to": "2025-09-28"}, {"from": "2025-12-24", "to": "2025-12-31"}],
   "meetings": [
    {"date": "2025-08-16", "minutes": 30.0, "setting": "on_site", "out_of_hours": false, "logged": "2025-08-17"},
    {"date": "2025-11-02", "minutes": 90, "setting": "dinner", "out_of_hours": true, "confirmed": "yes"}],
   "offers": [{"kind": "project", "date": "2025-10-01", "open_to": "one"}],
   "groups": {"pgy": "2", "gender": "f"}},
  {"id": "d2", "mentor": "m1", "from": "2025-07-01", "to": "2026-01-31", "primary": false}],
 "offers": [{"kind": "poster", "date": "2025-10-01", "open_to": "all"},
            {"kind": "poster", "date": "2025-10-02", "open_to": "few", "resident": "r1"}]}`

const asCSV = "\uFEFF" + `id,mentor,site,from,to,resident,primary,interval_days,group:pgy,group:gender,date,minutes,setting,` +
	`out_of_hours,logged,confirmed,away_from,away_to,offer_kind,offer_date,open_to,asof,program_interval_days,grace_days,` +
	`min_active_days,q,seed,draws
d1,m1,main,2025-07-01,,r1,TRUE,91,2,f,2025-08-16,30,on_site,no,2025-08-17,,2025-09-01,2025-09-28,project,2025-10-01,one,` +
	`2026-04-17,60,14,50,0.05,s,100
d2,m1,,2025-07-01,2026-01-31,,false

d1,m1,,,,,,,,,2025-11-02,90,dinner,1,,yes,2025-12-24,2025-12-31
,,,,,,,,,,,,,,,,,,poster,2025-10-01,all,2026-04-17
,,,,,r1,,,,,,,,,,,,,poster,2025-10-02,few
`

func want() equity.Input {
	day := equity.DateOf
	return equity.Input{
		Settings: equity.Settings{
			AsOf: day(2026, 4, 17), Interval: 60, Grace: 14, MinActiveDays: 50, Q: 0.05, Seed: "s", Draws: 100,
		},
		Dyads: []equity.Dyad{
			{
				ID: "d1", Mentor: "m1", Resident: "r1", Site: "main", From: day(2025, 7, 1), Interval: 91,
				Away: []equity.Span{
					{From: day(2025, 9, 1), To: day(2025, 9, 28)}, {From: day(2025, 12, 24), To: day(2025, 12, 31)},
				},
				Meetings: []equity.Meeting{
					{Date: day(2025, 8, 16), Minutes: 30, Setting: equity.OnSite, Logged: day(2025, 8, 17)},
					{Date: day(2025, 11, 2), Minutes: 90, Setting: equity.Dinner, OutOfHours: true, Confirmed: equity.Confirmed},
				},
				Offers: []equity.Offer{{Kind: "project", Date: day(2025, 10, 1), OpenTo: equity.ToOne}},
				Groups: map[string]string{"pgy": "2", "gender": "f"},
			},
			{ID: "d2", Mentor: "m1", From: day(2025, 7, 1), To: day(2026, 1, 31), Secondary: true},
		},
		Offers: []equity.Offer{
			{Kind: "poster", Date: day(2025, 10, 1), OpenTo: equity.ToAll},
			{Kind: "poster", Date: day(2025, 10, 2), OpenTo: equity.ToFew, Resident: "r1"},
		},
	}
}

func TestBothFormatsMeanTheSame(t *testing.T) {
	t.Parallel()
	fromJSON, err := equityfile.ReadJSON(strings.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want(), fromJSON); diff != "" {
		t.Errorf("ReadJSON (-want +got):\n%s", diff)
	}
	fromCSV, err := equityfile.ReadCSV(strings.NewReader(asCSV))
	if err != nil {
		t.Fatal(err)
	}
	fromCSV.Dyads[1].Groups = nil // every row has the columns, so an empty map means the same
	if diff := cmp.Diff(want(), fromCSV); diff != "" {
		t.Errorf("ReadCSV (-want +got):\n%s", diff)
	}
	semicolons := strings.NewReplacer(",", ";", "0.05", "0.05").Replace(asCSV)
	again, err := equityfile.ReadCSV(strings.NewReader(semicolons))
	if err != nil {
		t.Fatal(err)
	}
	again.Dyads[1].Groups = nil
	if diff := cmp.Diff(fromCSV, again); diff != "" {
		t.Errorf("ReadCSV with semicolons (-want +got):\n%s", diff)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	got, err := equityfile.ReadJSON(strings.NewReader(`{"asof": "2026-04-17", "dyads": []}`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(equity.Input{Settings: equity.Defaults(equity.DateOf(2026, 4, 17))}, got); diff != "" {
		t.Errorf("ReadJSON (-want +got):\n%s", diff)
	}
}

// problems reads what must not be read, and returns what is said about it.
func problems(t *testing.T, err error) string {
	t.Helper()
	if _, ok := errors.AsType[equity.Problems](err); !ok {
		t.Fatalf("error %v, want Problems", err)
	}
	return err.Error()
}

func TestReadJSONNamesEveryProblem(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"nothing":       {``, `input: unexpected end of JSON input (line 1, column 1)`},
		"cut off":       {"{\"asof\":\n", `input: unexpected end of JSON input (line 1, column 9)`},
		"not JSON":      {"{\"asof\": nope}", `input: invalid character 'o' in literal null (expecting 'u') (line 1, column 11)`},
		"two values":    {`{} {}`, `input: invalid character '{' after top-level value (line 1, column 4)`},
		"not an object": {`[]`, `input: must be an object`},
		"too deep":      {strings.Repeat("[", 40) + strings.Repeat("]", 40), `input: is nested too deep`},
		"not UTF-8":     {"{\"\xff\": 1}", `input: is not UTF-8 text`},
		"empty object":  {`{}`, "dyads: is required\nasof: is required"},
		"kinds": {`{"asof": 5, "interval_days": "x", "q": "y", "seed": 1, "dyads": {}, "offers": null}`,
			`asof: must be a date such as 2026-04-17
interval_days: must be a number
q: must be a number
seed: must be text
dyads: must be a list`},
		"ranges": {`{"asof": "2026-04-17", "interval_days": 0, "grace_days": 1.5, "q": 1e999, "draws": 1e7, "dyads": []}`,
			`grace_days: must be a whole number
q: "1e999" is not a number
interval_days: must be from 1 to 36525
draws: must be from 1 to 1000000`},
		"two missing": {`{"asof": "x"}`, "asof: \"x\" is not a date such as 2026-04-17\ndyads: is required"},
		"twice and unknown": {`{"asof": "2026-04-17", "asof": "2026-04-18", "dyads": [], "Seed": "x"}`,
			"asof: is given twice\nSeed: is not a known key"},
		"inside": {`{"asof": "2026-04-17", "dyads": [{"id": "d", "mentor": "m", "from": "2025-13-01", "primary": "yes",
			"interval_days": 0, "meetings": [{"date": "2025-08-01", "place": "bar", "setting": "moon"}, []],
			"away": [{"from": "2025-08-02", "to": "2025-08-01"}], "groups": {"pgy": 2},
			"offers": [{"kind": "x", "date": "2025-08-01", "open_to": "all", "resident": "r"}]}]}`,
			`dyads[0].from: "2025-13-01" is not a date such as 2026-04-17
dyads[0].primary: must be true or false
dyads[0].interval_days: must be at least 1
dyads[0].groups.pgy: must be text
dyads[0].meetings[0].place: is not a known key
dyads[0].meetings[1]: must be an object
dyads[0].offers[0].resident: is not a known key
dyads[0].away[0].to: is before from
dyads[0].meetings[0].setting: is "moon"; it must be one of on_site, off_site, home, dinner, virtual, phone`},
	}
	for name, tt := range tests {
		_, err := equityfile.ReadJSON(strings.NewReader(tt.text))
		if diff := cmp.Diff(tt.want, problems(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadCSVNamesEveryProblem(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"nothing":    {"", `input: is empty; the first line must name the columns`},
		"bad quotes": {"id,mentor\n\"d1,m1\n", `input: parse error on line 2, column 8: extraneous or missing " in quoted-field`},
		"header": {"asof,id,id,colour,group:\n2026-04-17\n", `line 1, column 3 "id": is given twice
line 1, column 4 "colour": is not a known column
line 1, column 5 "group:": is not a known column`},
		"cells": {`asof,id,mentor,from,to,date,minutes,out_of_hours,away_from,away_to
2026-04-17,d1,m1,01.07.2025,,2025-08-16,many,perhaps,2025-09-01
2026-04-18,d1,m2,,,,30
,d2,,2025-07-01,2025-06-01,,,,,,extra
,,m3
`, `line 2, minutes: "many" is not a number
line 2, out_of_hours: must be true or false`},
	}
	tests["cells"] = struct{ text, want string }{tests["cells"].text, `line 3, asof: is "2026-04-18", but line 2 has "2026-04-17"
line 3, mentor: is "m2", but line 2 has "m1"
line 4, column 11: has no name in the first line
line 5, id: is required, because mentor is given
line 2, from: "01.07.2025" is not a date such as 2026-04-17
line 2, minutes: "many" is not a number
line 2, out_of_hours: must be true or false
line 2, away_to: is required
line 3, date: is required
line 4, mentor: is required
line 4, to: is before from`}
	for name, tt := range tests {
		_, err := equityfile.ReadCSV(strings.NewReader(tt.text))
		if diff := cmp.Diff(tt.want, problems(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	reading, err := equity.Read(want())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := equityfile.WriteJSON(&text, reading); err != nil {
		t.Fatal(err)
	}
	var got struct {
		AsOf  string
		Dyads []struct {
			ID       string
			Windows  []map[string]any
			Promise  string
			Peer     *map[string]any
			Estimate *map[string]any
		}
		Program map[string]any
	}
	if err := json.Unmarshal([]byte(text.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.AsOf != "2026-04-17" || len(got.Dyads) != 2 || got.Dyads[0].Peer == nil || got.Dyads[1].Peer != nil {
		t.Errorf("WriteJSON wrote %s", &text)
	}
	for _, key := range []string{"dyads", "meetings", "mean", "peer_threshold", "dispersion", "concentration", "offers",
		"settings", "groups"} {
		if _, ok := got.Program[key]; !ok {
			t.Errorf("program has no %s", key)
		}
	}
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	in := want()
	in.Dyads[0].ID = "=1+1"
	reading, err := equity.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := equityfile.WriteCSV(&text, reading); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds, values := map[string]int{}, map[string]string{}
	for _, row := range rows[1:] {
		kinds[row[0]]++
		values[row[2]] = row[3]
		if strings.HasPrefix(row[1], "=") {
			t.Errorf("a cell begins a formula: %q", row)
		}
	}
	if kinds["pair"] != 2 || kinds["window"] != len(reading.Dyads[0].Windows)+len(reading.Dyads[1].Windows) {
		t.Errorf("rows by kind: %v", kinds)
	}
	if values["asof"] != "2026-04-17" || values["concentration.lorenz[1]"] != "1" || values["dispersion.reading"] != "too_early" {
		t.Errorf("values: %v", values)
	}
}

// A file that is accepted gives a reading that can be written; one that is not gives problems.
func check(t *testing.T, in equity.Input, err error) {
	t.Helper()
	if err != nil {
		if problems(t, err) == "" {
			t.Fatal("an error without a problem")
		}
		return
	}
	in.Draws = min(in.Draws, 3)
	reading, err := equity.Read(in)
	if err != nil {
		t.Fatalf("accepted, but %v", err)
	}
	var text strings.Builder
	if err := errors.Join(equityfile.WriteJSON(&text, reading), equityfile.WriteCSV(&text, reading)); err != nil {
		t.Fatal(err)
	}
}

func FuzzReadJSON(f *testing.F) {
	f.Add(asJSON)
	f.Add(`{"asof": "2026-04-17", "dyads": [{"id": "d", "mentor": "m", "from": "2026-04-17", "interval_days": 1}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		in, err := equityfile.ReadJSON(strings.NewReader(text))
		check(t, in, err)
	})
}

func FuzzReadCSV(f *testing.F) {
	f.Add(asCSV)
	f.Add("asof;id;mentor;from;group:x\n2026-04-17;d;m;2026-04-16;y\n")
	f.Fuzz(func(t *testing.T, text string) {
		in, err := equityfile.ReadCSV(strings.NewReader(text))
		check(t, in, err)
	})
}
