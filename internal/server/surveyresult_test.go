package server_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"evenly/internal/survey"
	"evenly/internal/survey/surveycli"
	"evenly/internal/world"
)

// answered is one wave of the published shape as counts: what the pages, the files and the command line are asked about.
type answered struct {
	name    string
	value   []int
	support []int
	byPGY   [3]int // people of each training year
}

var (
	halfYear = answered{name: "Baseline", value: []int{1, 1, 5, 12, 8}, support: []int{0, 1, 2}, byPGY: [3]int{9, 9, 9}}
	fullYear = answered{name: "6 months", value: []int{2, 4, 1, 7, 15}, support: []int{1, 3, 5, 9, 11}, byPGY: [3]int{13, 12, 4}}
)

// questions are our own with a breakdown by training year.
func questions() survey.Questionnaire {
	q := survey.ForResidents()
	q.Items = append(q.Items, survey.ByPGY(3))
	q.Breakdowns = []survey.ItemID{"pgy"}
	return q
}

// hold runs a whole wave with these answers through the pages and the ballot box.
func (v *town) hold(a answered) (id string, results *world.Page) {
	v.t.Helper()
	list := v.coordinator.Get(v.At.Surveys()).Want(http.StatusOK)
	edit := v.coordinator.Submit(list, `form:has(input[value=residents])`, nil, "").Want(http.StatusSeeOther)
	builder := v.coordinator.Follow(edit).Want(http.StatusOK)
	if !strings.Contains(builder.Body, `value="pgy"/>`) && !builder.Has(`input[name=item][value=pgy]`) {
		builder = v.coordinator.Submit(builder, "#builder", url.Values{"new_kind": {"pgy"}}, "op=add").Want(http.StatusOK)
		builder = v.coordinator.Follow(v.coordinator.Submit(builder, "#builder", nil, "").Want(http.StatusSeeOther))
	}
	v.coordinator.Submit(builder, `form[action$="/open"]`, nil, "").Want(http.StatusSeeOther)
	id = strings.Split(strings.TrimPrefix(edit.Location, v.At.Surveys()+"/"), "/")[0]
	for i, ballot := range a.ballots() {
		if got := v.obtain(id, v.residents[i]).putOf(questions(), ballot); got != http.StatusNoContent {
			v.t.Fatalf("ballot of person %d: %d", i, got)
		}
	}
	return id, v.closeWave(id)
}

func (a answered) ballots() []survey.Answers {
	var out []survey.Answers
	for choice, n := range a.value {
		for range n {
			out = append(out, survey.Answers{Choice: map[survey.ItemID]int{survey.Value: choice}, Text: map[survey.ItemID]string{}})
		}
	}
	i := 0
	for choice, n := range a.support {
		for range n {
			out[i].Choice[survey.Support] = choice
			i++
		}
	}
	i = 0
	for year, n := range a.byPGY {
		for range n {
			out[7*i%len(out)].Choice["pgy"] = year // not in the order of the answers: 7 divides no number of people here
			i++
		}
	}
	return out
}

// counts of one item by training year.
func (a answered) split(year int) []int {
	counts := make([]int, survey.Points)
	for _, b := range a.ballots() {
		if b.Choice["pgy"] == year {
			counts[b.Choice[survey.Value]]++
		}
	}
	return counts
}

// putOf sends the first revision of a ballot to this questionnaire.
func (x voter) putOf(q survey.Questionnaire, a survey.Answers) int {
	x.v.t.Helper()
	id, err := x.pub.Verify(x.token)
	x.v.check(err)
	ballot, err := q.Pack(a)
	x.v.check(err)
	sealed, err := x.pub.Seal(id, 0, ballot)
	x.v.check(err)
	return x.send(0, sealed, nil)
}

// The page prints what `evenly survey` prints of the same counts: people, denominators, bounds, the reading with its cut, and
// which groups stand for themselves.
func TestPagesAndCommandAgree(t *testing.T) {
	t.Parallel()
	v := newTown(t, 39)
	first, _ := v.hold(halfYear)
	v.reply(first)
	_, page := v.hold(fullYear)
	report := v.command(halfYear, fullYear)
	for _, wave := range report.Waves {
		for _, item := range wave.Items {
			figure := fmt.Sprintf("figure[aria-labelledby=item-%s-h]", item.ID)
			if item.Suppressed {
				if row := v.twin(page, figure, wave.Name); !strings.Contains(row, "Fewer than 5 answers, so not shown.") {
					t.Errorf("%s of %s: %q", item.ID, wave.Name, row)
				}
				continue
			}
			if row := v.twin(page, figure, wave.Name); !strings.HasSuffix(row, fmt.Sprintf("|%d|%d|%d", item.N, item.Invited, item.BottomTwo)) {
				t.Errorf("%s of %s: the table says %q, the command %+v", item.ID, wave.Name, row, item)
			}
			low, high := int(item.Bounds[0]*39+.5), int(item.Bounds[1]*39+.5)
			if strips := page.Text(figure + " .strip-row"); !strings.Contains(strips, fmt.Sprintf("%s %d to %d of 39", wave.Name, low, high)) {
				t.Errorf("%s of %s: strips %q, want %d to %d", item.ID, wave.Name, strips, low, high)
			}
			if wave.Name != "6 months" {
				continue
			}
			want := map[string]string{"act": "Worth acting on", "watch": "Worth watching", "none": "Within chance"}[string(item.Reading)]
			if got := page.Text(figure + " .card-head .status"); got != want {
				t.Errorf("%s reads %q, the command %s", item.ID, got, item.Reading)
			}
			if item.Reading == "act" && !strings.Contains(page.Text(figure), fmt.Sprintf("the cut is %g%% with 3 alarm questions", 100*item.Cut)) {
				t.Errorf("%s: no cut of %g in %q", item.ID, item.Cut, page.Text(figure))
			}
			if item.PIncrease != nil && item.Reading != "none" && !strings.Contains(page.Text(figure), fmt.Sprintf("%.1f%% probability", 100**item.PIncrease)) {
				t.Errorf("%s: no probability of %g in %q", item.ID, *item.PIncrease, page.Text(figure))
			}
		}
	}
	split := report.Waves[1].Breakdowns[0]
	if len(split.Shown) != 1 || split.Others == nil || !split.Hidden {
		t.Fatalf("the command splits %+v", split)
	}
	text := page.Text("figure[aria-labelledby=item-value-h] .likert")
	for _, want := range []string{fmt.Sprintf("%s %s", split.Shown[0].Name, ""), fmt.Sprintf("n = %d", split.Shown[0].N), fmt.Sprintf("n = %d", split.Others.N), "PGY-2, PGY-3: not shown alone"} {
		if !strings.Contains(text, strings.TrimSpace(want)) {
			t.Errorf("the split lacks %q: %s", want, text)
		}
	}
}

// report is what `evenly survey` writes, as far as the pages say the same.
type report struct {
	Waves []struct {
		Name  string
		Items []struct {
			ID         string
			N, Invited int
			BottomTwo  int `json:"bottom_two"`
			Bounds     [2]float64
			PIncrease  *float64 `json:"p_increase"`
			Cut        float64
			Reading    string
			Suppressed bool
		}
		Breakdowns []struct {
			Shown  []survey.Group
			Others *survey.OthersSize
			Hidden bool
		}
	}
}

func (v *town) command(waves ...answered) (out report) {
	v.t.Helper()
	type m = map[string]any
	file := m{"invited": len(v.residents), "waves": []m{}}
	for _, w := range waves {
		support := append(slices.Clone(w.support), make([]int, survey.Points-len(w.support))...)
		var groups []m
		for year := range 3 {
			groups = append(groups, m{"name": fmt.Sprintf("PGY-%d", year+1), "counts": w.split(year)})
		}
		file["waves"] = append(file["waves"].([]m), m{"name": w.name, "items": []m{{"id": "value", "counts": w.value, "alarm": true},
			{"id": "support", "counts": support, "alarm": true}, {"id": "development", "counts": []int{0, 0, 0, 0, 0}, "alarm": true}},
			"breakdowns": []m{{"name": "pgy", "item": "value", "groups": groups}}})
	}
	text, err := json.Marshal(file)
	v.check(err)
	var stdout, stderr bytes.Buffer
	if code := surveycli.Main(nil, bytes.NewReader(text), &stdout, &stderr); code != 0 {
		v.t.Fatalf("evenly survey: %d %s", code, stderr.String())
	}
	v.check(json.Unmarshal(stdout.Bytes(), &out))
	return out
}

// twin is a row of a figure's table, its cells joined by bars.
func (v *town) twin(page *world.Page, figure, wave string) string {
	v.t.Helper()
	for i := range page.All(figure + " tbody tr") {
		row := fmt.Sprintf("%s tbody tr:nth-child(%d)", figure, i+1)
		if page.Text(row+" th") != wave {
			continue
		}
		cells := []string{wave}
		for c := range page.All(row + " td") {
			cells = append(cells, page.Text(fmt.Sprintf("%s td:nth-of-type(%d)", row, c+1)))
		}
		return strings.Join(cells, "|")
	}
	return ""
}

// Every chart has a finding in words, names for those who cannot see it, and a table.
func TestEveryChartOfResultsSpeaks(t *testing.T) {
	t.Parallel()
	v := newTown(t, 39)
	first, _ := v.hold(halfYear)
	v.reply(first)
	_, page := v.hold(fullYear)
	figures := page.All("main figure")
	if len(figures) < 4 {
		t.Fatalf("%d figures", len(figures))
	}
	for _, id := range []string{"answered", "item-value", "item-support", "item-mentor_count"} {
		figure := fmt.Sprintf("figure[aria-labelledby=%s-h]", id)
		if page.Text(figure+" .takeaway") == "" {
			t.Errorf("%s has no finding", id)
		}
		if !page.Has(figure + " details.as-table table") {
			t.Errorf("%s has no table", id)
		}
	}
	if page.Has("main svg.chart[role=img]:not([aria-label]), main svg.chart[aria-label='']") {
		t.Error("a drawing has no name")
	}
	if got := page.Attr("figure[aria-labelledby=answered-h] svg", "aria-label"); got != "Baseline: 27 of 39, 69%" {
		t.Errorf("who answered: %q", got)
	}
	if text := page.Text("figure[aria-labelledby=answered-h]"); !strings.Contains(text, "29 of 39, 74% answered; before it was 27 of 39, 69%") {
		t.Errorf("who answered: %q", text)
	}
	// The alarm comes first, with the two lowest answers as people; comments wait for their reader.
	if got := page.Text("figure[aria-labelledby=item-value-h] .low-n"); got != "2 of 27 unhappy 6 of 29 unhappy" && got != "2 of 27 unhappy6 of 29 unhappy" {
		t.Errorf("bottom two: %q", got)
	}
	if strings.Index(page.Body, "item-value-h") > strings.Index(page.Body, "item-mentor_count-h") {
		t.Error("what asks for an act is not on top")
	}
	if !strings.Contains(page.Text("section[aria-labelledby=comments-h]"), "reads the comments first") {
		t.Error("nothing says why there are no comments")
	}
}

// What is not shown is in no cell of the files: neither the small group nor the item that hardly anybody answered, and nothing
// from which they could be worked out.
func TestFilesHoldOnlyWhatIsShown(t *testing.T) {
	t.Parallel()
	v := newTown(t, 39)
	shape := fullYear
	shape.support = []int{0, 1, 2} // three answers
	id, _ := v.hold(shape)
	text := v.director.Get(v.At.SurveyExport(id, "results.csv")).Want(http.StatusOK).Body
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	v.check(err)
	v.onlyShown("csv", rows)

	book := v.director.Get(v.At.SurveyExport(id, "results.xlsx")).Want(http.StatusOK).Body
	f, err := excelize.OpenReader(strings.NewReader(book))
	v.check(err)
	if names := f.GetSheetList(); len(names) != 2 || names[1] != "Read me" {
		t.Errorf("sheets = %v, want the figures and a read-me", names)
	}
	sheet, err := f.GetRows(f.GetSheetList()[0])
	v.check(err)
	v.onlyShown("xlsx", sheet)
	readme, err := f.GetRows("Read me")
	v.check(err)
	if all := fmt.Sprint(readme); !strings.Contains(all, "29 of 39") || !strings.Contains(all, "fewer than 5 people") {
		t.Errorf("read me: %s", all)
	}
	about := v.director.Get(v.At.SurveyExport(id, "read-me.txt")).Want(http.StatusOK).Body
	for _, line := range readme[1:] {
		if len(line) > 1 && !strings.Contains(about, line[1]) {
			t.Errorf("the read-me of the CSV file lacks %q", line[1])
		}
	}
	v.residents[0].Get(v.At.SurveyExport(id, "read-me.txt")).Want(http.StatusForbidden)
	// No hidden sheet, comment, name or property holds more than the cells do.
	z, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	v.check(err)
	for _, part := range z.File {
		if strings.Contains(part.Name, "comments") || strings.Contains(part.Name, "custom") {
			t.Errorf("the workbook has a part %s", part.Name)
		}
		r, err := part.Open()
		v.check(err)
		body, err := io.ReadAll(r)
		v.check(err)
		if strings.Contains(string(body), `state="hidden"`) || strings.Contains(string(body), "veryHidden") {
			t.Errorf("%s hides a sheet", part.Name)
		}
	}
}

func (v *town) onlyShown(what string, rows [][]string) {
	v.t.Helper()
	support, _ := survey.ForResidents().Item(survey.Support)
	value, _ := survey.ForResidents().Item(survey.Value)
	sum := map[string]int{}
	for _, row := range rows {
		row = append(row, make([]string, 8-min(8, len(row)))...)
		question, group, answer, people, n := row[0], row[2], row[3], row[4], row[5]
		switch {
		case question == support.Ask && (people != "" || n != "" || answer != ""):
			v.t.Errorf("%s: three answers are shown: %q", what, row)
		case (group == "PGY-2" || group == "PGY-3") && (people != "" || n != ""):
			v.t.Errorf("%s: a group that is hidden: %q", what, row)
		case n == "4" || n == "3" || n == "2" || n == "1":
			v.t.Errorf("%s: a figure about %s people: %q", what, n, row)
		case question == value.Ask && people != "":
			var k int
			fmt.Sscan(people, &k)
			sum[group] += k
		}
	}
	if sum["Everybody"] != 29 || sum["PGY-1"]+sum["Others"] != 29 || sum["PGY-1"] != 13 {
		v.t.Errorf("%s: people by group: %v", what, sum)
	}
}
