package survey

import (
	"encoding/json"
	"math"
	"slices"

	"evenly/internal/fault"
)

// File is a series of waves as counts, oldest first: what `evenly survey` reads. See docs/formats.md.
type File struct {
	Threshold int
	Waves     []FileWave
}

// FileWave is one wave of a File.
type FileWave struct {
	Name       string
	Invited    int
	Items      []FileItem
	Breakdowns []FileBreakdown
}

// FileItem is the counts of one five-point item, worst answer first.
type FileItem struct {
	ID     ItemID
	Counts Counts
	Alarm  bool
}

// FileBreakdown is the counts of one item by group.
type FileBreakdown struct {
	Name   string
	Item   ItemID
	Groups []FileGroup
}

// FileGroup is one group of a FileBreakdown.
type FileGroup struct {
	Name   string
	Counts Counts
}

// ReadFile reads a File. It returns fault.Invalid with every problem and its path ("waves[0].items[1].counts").
func ReadFile(text []byte) (File, error) {
	var wrong fault.Problems
	value, err := parse(text)
	if err != nil {
		wrong.Add("", "not JSON: %v", err)
		return File{}, wrong.Err()
	}
	file := readFile(field{value: value, given: true, wrong: &wrong})
	if err := wrong.Err(); err != nil {
		return File{}, err
	}
	return file, nil
}

func readFile(f field) File {
	top := f.object([]string{"waves"}, []string{"invited", "threshold"})
	file := File{Threshold: Threshold}
	if t := top.at("threshold"); t.given {
		file.Threshold = t.whole(Threshold)
	}
	invited := top.at("invited").whole(1)
	names := make(map[string]bool)
	for _, at := range top.at("waves").list() {
		wave := readWave(at, invited)
		if names[wave.Name] {
			at.wrong.Add(at.path+".name", "another wave has this name")
		}
		names[wave.Name] = true
		file.Waves = append(file.Waves, wave)
	}
	if waves := top.at("waves"); waves.given && len(file.Waves) == 0 {
		waves.problem("must not be empty")
	}
	return file
}

func readWave(f field, invited int) FileWave {
	o := f.object([]string{"name", "items"}, []string{"invited", "breakdowns"})
	wave := FileWave{Name: o.at("name").text(), Invited: invited}
	if own := o.at("invited"); own.given {
		wave.Invited = own.whole(1)
	} else if invited == 0 {
		own.problem("missing")
	}
	for _, at := range o.at("items").list() {
		wave.Items = append(wave.Items, readItem(at, wave))
	}
	if items := o.at("items"); items.given && len(wave.Items) == 0 {
		items.problem("must not be empty")
	}
	for _, at := range o.at("breakdowns").list() {
		wave.Breakdowns = append(wave.Breakdowns, readBreakdown(at, wave))
	}
	return wave
}

func readItem(f field, wave FileWave) FileItem {
	o := f.object([]string{"id", "counts"}, []string{"alarm"})
	item := FileItem{ID: ItemID(o.at("id").text()), Counts: readCounts(o.at("counts")), Alarm: o.at("alarm").flag()}
	if _, twice := wave.item(item.ID); twice {
		o.at("id").problem("another item of this wave has this id")
	}
	if n := item.Counts.N(); wave.Invited > 0 && n > wave.Invited {
		o.at("counts").problem("%d people answered, but only %d were invited", n, wave.Invited)
	}
	return item
}

func (w FileWave) item(id ItemID) (FileItem, bool) {
	i := slices.IndexFunc(w.Items, func(item FileItem) bool { return item.ID == id })
	if i < 0 {
		return FileItem{}, false
	}
	return w.Items[i], true
}

func readCounts(f field) Counts {
	if !f.given {
		return nil
	}
	list := f.list()
	if len(list) != Points {
		f.problem("must be %d whole numbers, worst answer first", Points)
		return nil
	}
	counts := make(Counts, len(list))
	for i, at := range list {
		counts[i] = at.whole(0)
	}
	return counts
}

func readBreakdown(f field, wave FileWave) FileBreakdown {
	o := f.object([]string{"name", "item", "groups"}, nil)
	b := FileBreakdown{Name: o.at("name").text(), Item: ItemID(o.at("item").text())}
	if slices.ContainsFunc(wave.Breakdowns, func(other FileBreakdown) bool { return other.Name == b.Name && other.Item == b.Item }) {
		o.at("name").problem("this item is already broken down by it")
	}
	sum := make(Counts, Points)
	for _, at := range o.at("groups").list() {
		group := readGroup(at, b)
		b.Groups = append(b.Groups, group)
		sum = sum.Plus(group.Counts)
	}
	if groups := o.at("groups"); groups.given && len(b.Groups) == 0 {
		groups.problem("must not be empty")
	}
	item, known := wave.item(b.Item)
	if !known {
		o.at("item").problem("no item of this wave has this id")
	} else if exceeds(sum, item.Counts) {
		o.at("groups").problem("the groups have more answers than the item")
	}
	return b
}

func readGroup(f field, b FileBreakdown) FileGroup {
	o := f.object([]string{"name", "counts"}, nil)
	group := FileGroup{Name: o.at("name").text(), Counts: readCounts(o.at("counts"))}
	if slices.ContainsFunc(b.Groups, func(other FileGroup) bool { return other.Name == group.Name }) {
		o.at("name").problem("another group has this name")
	}
	return group
}

func exceeds(sum, whole Counts) bool {
	for i := range whole {
		if sum[i] > whole[i] {
			return true
		}
	}
	return false
}

// Report is what `evenly survey` writes.
type Report struct {
	Waves []WaveReport `json:"waves"`
}

// WaveReport is one wave of a Report.
type WaveReport struct {
	Name       string            `json:"name"`
	Items      []ItemReport      `json:"items"`
	Breakdowns []BreakdownReport `json:"breakdowns"`
}

// ItemReport is one item. A suppressed one is written as its id and the word, nothing else.
type ItemReport struct {
	ID         ItemID    `json:"id"`
	N          int       `json:"n"`
	Invited    int       `json:"invited"`
	BottomTwo  int       `json:"bottom_two"`
	Share      figure    `json:"share"`
	Wilson95   [2]figure `json:"wilson95"`
	Bounds     [2]figure `json:"bounds"` // of the share among all invited people
	Mean       figure    `json:"mean"`
	PIncrease  *figure   `json:"p_increase"` // null when there is no earlier wave to compare with
	Cut        figure    `json:"cut"`        // the posterior above which an item is acted on
	Reading    Reading   `json:"reading"`
	Suppressed bool      `json:"-"`
}

// MarshalJSON writes a suppressed item without figures.
func (i ItemReport) MarshalJSON() ([]byte, error) {
	if i.Suppressed {
		return json.Marshal(struct {
			ID         ItemID `json:"id"`
			Suppressed bool   `json:"suppressed"`
		}{i.ID, true})
	}
	type plain ItemReport
	return json.Marshal(plain(i))
}

// BreakdownReport says which groups of a breakdown may be shown.
type BreakdownReport struct {
	Name   string      `json:"name"`
	Item   ItemID      `json:"item"`
	Shown  []Group     `json:"shown"`
	Others *OthersSize `json:"others"` // null when nothing is left over, or nothing may be shown
	Hidden bool        `json:"hidden"` // some group is not shown by itself
}

// OthersSize is the number of answers in all other groups together.
type OthersSize struct {
	N int `json:"n"`
}

// figure is a number written with at most eight decimals.
type figure float64

// MarshalJSON implements json.Marshaler.
func (f figure) MarshalJSON() ([]byte, error) { return json.Marshal(math.Round(float64(f)*1e8) / 1e8) }

// Report reads every wave against those before it.
func (f File) Report() Report {
	report := Report{Waves: []WaveReport{}}
	past := make(map[ItemID]Share)
	for _, wave := range f.Waves {
		report.Waves = append(report.Waves, f.wave(wave, past))
		for _, item := range wave.Items {
			if item.Counts.N() >= f.Threshold {
				past[item.ID] = past[item.ID].Plus(item.Counts.BottomTwo())
			}
		}
	}
	return report
}

func (f File) wave(wave FileWave, past map[ItemID]Share) WaveReport {
	alarms := 0
	for _, item := range wave.Items {
		if item.Alarm {
			alarms++
		}
	}
	report := WaveReport{Name: wave.Name, Items: []ItemReport{}, Breakdowns: []BreakdownReport{}}
	for _, item := range wave.Items {
		if item.Counts.N() < f.Threshold {
			report.Items = append(report.Items, ItemReport{ID: item.ID, Suppressed: true})
			continue
		}
		report.Items = append(report.Items, itemReport(item, wave.Invited, Warn(item.Counts.BottomTwo(), past[item.ID], alarms)))
	}
	for _, breakdown := range wave.Breakdowns {
		report.Breakdowns = append(report.Breakdowns, f.breakdown(breakdown, wave))
	}
	return report
}

func itemReport(item FileItem, invited int, w Warning) ItemReport {
	low, high := w.Now.Wilson()
	least, most := w.Now.Bounds(invited)
	r := ItemReport{
		ID: item.ID, N: w.Now.N, Invited: invited, BottomTwo: w.Now.K, Share: figure(w.Now.Value()),
		Wilson95: [2]figure{figure(low), figure(high)}, Bounds: [2]figure{figure(least), figure(most)},
		Mean: figure(item.Counts.Mean()), Cut: figure(w.Cuts.Act), Reading: w.Reading,
	}
	if w.Compared {
		p := figure(w.Increase)
		r.PIncrease = &p
	}
	return r
}

func (f File) breakdown(b FileBreakdown, wave FileWave) BreakdownReport {
	item, _ := wave.item(b.Item)
	report := BreakdownReport{Name: b.Name, Item: b.Item, Shown: []Group{}, Hidden: true}
	if item.Counts.N() < f.Threshold {
		return report
	}
	groups := make([]Group, len(b.Groups))
	for i, g := range b.Groups {
		groups[i] = Group{Name: g.Name, N: g.Counts.N()}
	}
	part := Apart(groups, item.Counts.N(), f.Threshold)
	report.Shown = append(report.Shown, part.Shown...)
	if part.Others > 0 {
		report.Others = &OthersSize{N: part.Others}
	}
	report.Hidden = len(part.Hidden) > 0
	return report
}
