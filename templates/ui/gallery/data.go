package gallery

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"evenly/templates/chart"
	"evenly/templates/layout"
	"evenly/templates/ui"
)

// The program is invented: 39 residents in week 42 of a year that began on 1 July 2025.
const (
	today   = 290
	year    = 304
	cadence = 42.0
)

var yearStart = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

type pair struct {
	id               int
	resident, mentor string
	pgy, start, away int // away in weeks
	meetings         []chart.Meeting
	flag             ui.Flag
	reason           string
	number           string
}

func (p pair) promised() float64 { return (float64(today-p.start) - 7*float64(p.away)) / cadence }
func (p pair) href() string      { return fmt.Sprintf("/im/pairs/%d", p.id) }
func (p pair) last() int {
	if len(p.meetings) == 0 {
		return p.start
	}
	return p.meetings[len(p.meetings)-1].Day
}
func (p pair) silent() int      { return today - p.last() }
func (p pair) lastText() string { return day(p.last()) }
func (p pair) n() string        { return fmt.Sprint(len(p.meetings)) }
func (p pair) of() string       { return fmt.Sprintf(" of %.1f", p.promised()) }
func (p pair) hours() float64   { return float64(len(p.meetings)) * (.4 + .05*float64(p.id%7)) }

func day(d int) string { return yearStart.AddDate(0, 0, d).Format("2 Jan") }

var residents = strings.Split("Priya Nair,Mateo Alvarez,Grace Oyelaran,Tom Whitfield,Yuki Tanaka,Hannah Weiss,Samuel Boateng,Leila Farahani,Connor Doyle,Mei-Ling Chou,Aisha Rahman,Daniel Novak,Sofia Marchetti,Jonah Adler,Fatima Zahra,Erik Sandvik,Nkechi Umeh,Ravi Menon,Clara Dubois,Ibrahim Sow,Olivia Hart,Kenji Mori,Ana Pereira,Luke Brennan,Zainab Qureshi,Pavel Dvorak,Maya Goldberg,Tariq Aziz,Isabel Cruz,Noah Fischer,Thandi Mokoena,Arjun Patel,Emma Larsson,Diego Fuentes,Rachel Kim,Owen Price,Salma Haddad,Viktor Ivanov,Chloe Bennett", ",")

var mentors = strings.Split("Okafor,Lindqvist,Reyes,Chandra,Hollis,Abadi,Stern,Kowalski,Fujimoto,Brandt,Osei,Vance,Petrov,Nwosu,Salgado,Whelan,Iyer,Castellanos,Moreau,Tremblay,Haas,Bianchi,Quist,Rahimi", ",")

type script struct {
	flag   ui.Flag
	reason string
	away   int
	days   []int
	gap    float64 // of the many; 0 takes days as they are
}

var scripts = map[int]script{
	0:  {ui.LessThan, "Two meetings, none since September", 2, []int{24, 81}, 0},
	7:  {ui.LessThan, "One meeting by video in August", 4, []int{46}, 0},
	14: {ui.LessThan, "Two short meetings, six months apart", 3, []int{31, 190}, 0},
	30: {ui.LessThan, "One meeting since July", 5, []int{212}, 0},
	23: {ui.GoneQuiet, "Met every six weeks, then stopped", 3, []int{20, 63, 104, 150, 193}, 0},
	4:  {ui.MoreThanMost, "7 of 15 off-site, most after 7 pm", 4, nil, 18},
	18: {ui.MoreThanMost, "Study sessions every two to three weeks", 3, nil, 19},
	36: {ui.MoreThanMost, "Shared research project, lab meetings logged", 3, nil, 20},
}

type program struct{ pairs []pair }

func newProgram() program {
	r := rand.New(rand.NewPCG(42, 7))
	var p program
	for i, name := range residents {
		p.pairs = append(p.pairs, newPair(r, i, name))
	}
	n := 0
	for _, f := range []ui.Flag{ui.LessThan, ui.GoneQuiet, ui.MoreThanMost} {
		for i := range p.pairs {
			if p.pairs[i].flag == f {
				n++
				p.pairs[i].number = fmt.Sprint(n)
			}
		}
	}
	return p
}

func newPair(r *rand.Rand, i int, name string) pair {
	p := pair{id: 101 + i, resident: name, mentor: "Dr.\u00a0" + mentors[(i*7)%len(mentors)], pgy: i/13 + 1, start: r.IntN(30), away: r.IntN(9)}
	switch i {
	case 20, 33:
		p.start, p.away = 168+i, 1 // another mentor since January
	case 16:
		p.away = 17 // parental leave
	}
	s, special := scripts[i]
	gap := 40 + float64(p.away)*.7
	if special {
		p.flag, p.reason, p.away = s.flag, s.reason, s.away
		if s.gap > 0 {
			gap = s.gap
		}
	}
	days := s.days
	if len(days) == 0 {
		for d := float64(p.start) + 8 + 20*r.Float64(); d < today-3; d += gap * (.8 + .4*r.Float64()) {
			days = append(days, int(d))
		}
	}
	kinds := []chart.Setting{chart.Hospital, chart.Hospital, chart.Hospital, chart.Video, chart.Hospital, chart.Offsite}
	for _, d := range days {
		k := kinds[r.IntN(len(kinds))]
		p.meetings = append(p.meetings, chart.Meeting{Day: d, Setting: k, Open: d > 200 && r.IntN(12) == 0, Title: day(d) + ", 30 min"})
	}
	return p
}

func (p program) flagged(flags ...ui.Flag) []pair {
	var out []pair
	for _, f := range flags {
		for _, x := range p.pairs {
			if x.flag == f {
				out = append(out, x)
			}
		}
	}
	return out
}

func (p program) silence(n int) []pair {
	q := slices.Clone(p.pairs)
	slices.SortStableFunc(q, func(a, b pair) int { return b.silent() - a.silent() })
	return q[:n]
}

func (p program) hours() []float64 {
	var h []float64
	for _, x := range p.pairs {
		h = append(h, x.hours())
	}
	return h
}

func (p program) funnel() chart.FunnelView {
	f := chart.FunnelView{Label: "Funnel plot. Each mark is one pair. Across: meetings the charter promises so far. Up: meetings logged. The flagged pairs are links."}
	for _, x := range p.pairs {
		f.Points = append(f.Points, chart.Point{
			Promised: x.promised(), Logged: float64(len(x.meetings)), Flag: x.flag, Number: x.number, Href: x.href(),
			Title: fmt.Sprintf("%s with %s: %s meetings%s promised", x.resident, x.mentor, x.n(), x.of()),
		})
	}
	return f
}

func (p pair) timeline() chart.TimelineView {
	var days []int
	for _, m := range p.meetings {
		days = append(days, m.Day)
	}
	return chart.TimelineView{
		Days: year, Start: p.start, Today: today, Meetings: p.meetings, Gaps: chart.Gaps(p.start, today, days, 84),
		Last: fmt.Sprintf("%s, %d days ago", p.lastText(), p.silent()),
	}
}

func (p program) stacks() chart.StacksView {
	s := chart.StacksView{Unit: "Meetings per resident. Line marks the median."}
	for y := 1; y <= 3; y++ {
		g := chart.Group{Name: fmt.Sprintf("PGY-%d", y)}
		for _, x := range p.pairs {
			if x.pgy == y {
				g.Dots = append(g.Dots, chart.Dot{Value: len(x.meetings), Flag: x.flag})
			}
		}
		s.Groups = append(s.Groups, g)
	}
	s.Groups = append(s.Groups, chart.Group{Name: "Chiefs", Dots: make([]chart.Dot, 3)})
	return s
}

func (p program) twin() ui.Twin {
	t := ui.Twin{Label: "Meetings logged and promised, by pair", Head: []string{"Resident", "Mentor", "Logged", "Promised"}, Num: []int{2, 3}}
	for _, x := range p.pairs {
		t.Rows = append(t.Rows, []string{x.resident, x.mentor, x.n(), fmt.Sprintf("%.1f", x.promised())})
	}
	return t
}

func frame(title string, current int) layout.Frame {
	f := task(title)
	f.SwitchHref = "/switch"
	f.Note = "Concerns go to the ombudsperson. You can’t see them here, and that is on purpose."
	f.Nav = layout.Nav{Label: "Program", Items: []layout.NavItem{
		{Href: "/im", Icon: "scale", Label: "Equity", Keys: "g e"},
		{Href: "/im/pairs", Icon: "users-round", Label: "Pairs", Badge: "39", BadgeIs: "pairs", Keys: "g p"},
		{Href: "/im/match", Icon: "shuffle", Label: "Match", Keys: "g m"},
		{Href: "/im/opportunities", Icon: "sprout", Label: "Opportunities"},
		{Href: "/im/surveys", Icon: "clipboard-list", Label: "Surveys", Keys: "g s"},
		{Href: "/im/people", Icon: "contact-round", Label: "People"},
		{Href: "/im/charter", Icon: "scroll-text", Label: "Charter"},
	}}
	f.Tabs = layout.Nav{Label: "Program, short"}
	for _, i := range []int{0, 1, 2, 4} {
		item := f.Nav.Items[i]
		item.Keys = ""
		f.Tabs.Items = append(f.Tabs.Items, item)
	}
	f.Tabs.Items[1].Badge = ""
	f.Tabs.Items = append(f.Tabs.Items, layout.NavItem{Href: "/menu", Icon: "ellipsis", Label: "Menu"})
	if current >= 0 {
		f.Nav.Items[current].Current = true
	}
	if current == 0 || current == 1 {
		f.Tabs.Items[current].Current = true
	}
	return f
}

func task(title string) layout.Frame {
	return layout.Frame{
		Title: title, Program: "Internal Medicine", Institution: "St. Brannoc’s", Cycle: "2025–26", HomeHref: "/im", SignOut: "/signout",
		Me: layout.Me{ID: "hm", Name: "Helen Marsh", Role: "Program director", Href: "/me"},
		Footer: layout.Footer{Concern: "/c", Contacts: []layout.Contact{
			{Role: "Ombudsperson, outside this program", Name: "Ruth Calder", Phone: "555 0142"},
			{Role: "Designated institutional official", Name: "Dr. Paul Ekwueme", Phone: "555 0117"},
			{Role: "ACGME ombudsperson", Note: "Anonymous, no effect on accreditation"},
		}, Links: []layout.Link{{Href: "/who", Label: "Who can see what"}, {Href: "/method", Label: "How this is worked out"}}},
	}
}

var chosen = []ui.Mentor{
	{ID: "okafor", Name: "Dr.\u00a0Amara Okafor", Field: "Cardiology", Href: "/m", Quote: "First in my family to study medicine. Ask me about the fellowship year and about saying no.", Tags: []string{"Fellowship", "Wellbeing"}, Places: "2 places"},
	{ID: "lindqvist", Name: "Dr.\u00a0Sten Lindqvist", Field: "Hospital medicine", Href: "/m", Quote: "I run the quality improvement group. Good for a first project that gets finished.", Tags: []string{"Research", "Teaching"}, Places: "1 place"},
	{ID: "reyes", Name: "Dr.\u00a0Camila Reyes", Field: "Infectious diseases", Href: "/m", Quote: "Two children born in residency. Happy to talk schedules, boards and daycare.", Tags: []string{"Life in training", "Fellowship"}, Places: "2 places"},
	{ID: "chandra", Name: "Dr.\u00a0Anil Chandra", Field: "Nephrology", Href: "/m", Quote: "Clinical trials, statistics, and how to read a rejection letter.", Tags: []string{"Research"}, Places: "1 place"},
	{ID: "hollis", Name: "Dr.\u00a0Ruth Hollis", Field: "Palliative care", Href: "/m", Quote: "Hard conversations, burnout, and staying kind. I meet over a walk.", Tags: []string{"Wellbeing", "Life in training"}, Places: "2 places"},
	{ID: "abadi", Name: "Dr.\u00a0Reza Abadi", Field: "Gastroenterology", Href: "/m", Quote: "Matched as an IMG. I know the visa paperwork better than I would like.", Tags: []string{"Fellowship", "Life in training"}, Places: "1 place"},
	{ID: "stern", Name: "Dr.\u00a0Miriam Stern", Field: "General medicine", Href: "/m", Quote: "Thirty years of clinic. Career choices, teaching, and what I would do again.", Tags: []string{"Teaching", "Wellbeing"}, Places: "3 places"},
	{ID: "fujimoto", Name: "Dr.\u00a0Ken Fujimoto", Field: "Oncology", Href: "/m", Quote: "Lab and bedside. I take one resident so that they get my time.", Tags: []string{"Research", "Fellowship"}, Places: "1 place"},
}

func options(labels ...string) []ui.Option {
	var out []ui.Option
	for _, l := range labels {
		out = append(out, ui.Option{Value: l, Label: l})
	}
	return out
}

var likert = []string{"Not at all", "Slightly", "Moderately", "Quite", "Extremely"}

var questions = []chart.LikertView{
	{Question: "How supported do you feel by your mentor?", Labels: likert, Waves: []chart.Wave{{Name: "6 months", Counts: []int{1, 2, 6, 11, 7}}, {Name: "12 months", Counts: []int{4, 4, 5, 10, 6}}}},
	{Question: "How important is your mentor to your development?", Labels: likert, Waves: []chart.Wave{{Name: "6 months", Counts: []int{1, 2, 7, 9, 8}}, {Name: "12 months", Counts: []int{3, 4, 6, 9, 7}}}},
	{Question: "How valuable is the pairing to you?", Labels: likert, Waves: []chart.Wave{{Name: "6 months", Hidden: "Fewer than 5 answers, so not shown."}, {Name: "12 months", Counts: []int{3, 3, 7, 9, 7}}}},
}

var match = chart.MatchView{
	Residents: []string{"Priya N.", "Mateo A.", "Grace O.", "Tom W.", "Yuki T.", "Hannah W.", "Samuel B.", "Leila F.", "Connor D."},
	Mentors:   []chart.Places{{Name: "Dr. Amara Okafor", Places: 2}, {Name: "Dr. Sten Lindqvist", Places: 1}, {Name: "Dr. Camila Reyes", Places: 2}, {Name: "Dr. Anil Chandra", Places: 1}, {Name: "Dr. Ruth Hollis", Places: 2}, {Name: "Dr. Reza Abadi", Places: 1}},
	Edges:     []chart.Edge{{Resident: 0, Mentor: 0, Choice: 1}, {Resident: 1, Mentor: 0, Choice: 1}, {Resident: 2, Mentor: 1, Choice: 1}, {Resident: 3, Mentor: 3, Choice: 1}, {Resident: 4, Mentor: 2, Choice: 1}, {Resident: 5, Mentor: 4, Choice: 1}, {Resident: 6, Mentor: 4, Choice: 2}, {Resident: 7, Mentor: 5, Choice: 3}},
}

var network = chart.EgoView{Center: "Hannah Weiss", Nodes: []chart.Node{
	{Name: "Dr. Hollis", Role: "Formal mentor", Contacts: 6}, {Name: "Dr. Chandra", Role: "Research", Contacts: 3},
	{Name: "Kenji Mori", Role: "Peer, PGY-2", Contacts: 9}, {Name: "Open", Role: "Fellowship", Missing: true}, {Name: "Dr. Stern", Role: "Career", Contacts: 1},
}}
