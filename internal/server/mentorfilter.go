package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"evenly/internal/app"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func mentorFilter(v url.Values) app.MentorFilter {
	least, _ := strconv.Atoi(v.Get("places")) // anything else: any number of places
	return app.MentorFilter{Domains: v["domain"], AnyDomain: v.Get("any") != "", Words: v.Get("q"), Specialty: v.Get("specialty"),
		Language: v.Get("language"), Video: v.Get("video") != "", Places: least}
}

// domainChips are links that each add or take away one domain from the address.
func (q *request) domainChips(domains []string) []ui.ChipLink {
	now := q.URL.Query()
	with := func(chosen []string) string {
		next := url.Values{}
		for k, v := range now {
			next[k] = v
		}
		next.Del("any")
		next["domain"] = chosen
		return q.at.Mentors() + query(next)
	}
	chips := []ui.ChipLink{{Label: "Everyone", Href: with(nil), Current: len(now["domain"]) == 0}}
	for _, d := range domains {
		chosen := slices.DeleteFunc(slices.Clone(now["domain"]), func(x string) bool { return x == d })
		on := len(chosen) < len(now["domain"])
		if !on {
			chosen = append(chosen, d)
		}
		chips = append(chips, ui.ChipLink{Label: d, Href: with(chosen), Current: on})
	}
	return chips
}

// offered keeps the domains that at least one mentor names: a filter that finds nobody is no help.
func offered[M any](domains []string, mentors []M, of func(M) []string) []string {
	return slices.DeleteFunc(slices.Clone(domains), func(d string) bool {
		return !slices.ContainsFunc(mentors, func(m M) bool { return slices.Contains(of(m), d) })
	})
}

// query is the address's part behind "?", without empty values.
func query(v url.Values) string {
	for k, list := range v {
		if list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" }); len(list) == 0 {
			delete(v, k)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (q *request) fillFilter(v *page.Mentors, b app.Browse, f app.MentorFilter, shown int) {
	v.Filter = ui.Filter{Action: q.at.Mentors(), Target: "#results, #chips", Button: "Show", Count: ui.ShownOf(shown, len(b.Mentors), "mentor", "mentors")}
	for _, d := range f.Domains {
		v.Filter.Fields = append(v.Filter.Fields, ui.Hidden{Name: "domain", Value: d})
	}
	if f.AnyDomain {
		v.Filter.Fields = append(v.Filter.Fields, ui.Hidden{Name: "any", Value: "1"})
	}
	v.More = f.Specialty != "" || f.Language != "" || f.Video || f.Places > 0
	v.Fields = page.MentorFields{Words: f.Words, Video: f.Video,
		Specialties: valuesOf(b.Mentors, "Any specialty", f.Specialty, func(m app.Mentor) []string { return []string{m.Specialty} }),
		Languages:   valuesOf(b.Mentors, "Any language", f.Language, func(m app.Mentor) []string { return m.Languages }),
		Least: []ui.Option{{Label: "Any number"}, {Value: "1", Label: "1 or more", Checked: f.Places == 1},
			{Value: "2", Label: "2 or more", Checked: f.Places == 2}, {Value: "3", Label: "3 or more", Checked: f.Places == 3}}}
}

// valuesOf lists what mentors wrote in a field, each once, as the options of a filter.
func valuesOf(mentors []app.Mentor, anything, chosen string, of func(app.Mentor) []string) []ui.Option {
	var all []string
	for _, m := range mentors {
		all = append(all, of(m)...)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	out := []ui.Option{{Label: anything}}
	for _, s := range slices.CompactFunc(all, strings.EqualFold) {
		if s != "" {
			out = append(out, ui.Option{Value: s, Label: s, Checked: strings.EqualFold(s, chosen)})
		}
	}
	return out
}

// sayEmpty names the filter that left nobody, and offers to loosen it.
func (q *request) sayEmpty(v *page.Mentors, b app.Browse, f app.MentorFilter) {
	switch {
	case len(v.Cards) > 0:
	case len(b.Mentors) == 0:
		v.Empty = "Mentors appear here when they publish their profiles. " + strconv.Itoa(b.Ready) + " of " + strconv.Itoa(b.All) + " are ready."
	case len(f.Domains) > 1 && !f.AnyDomain:
		v.Empty = "No mentor offers " + strings.Join(f.Domains, " and ") + "."
		next := q.URL.Query()
		next.Set("any", "1")
		label := "Show mentors with any of them"
		if len(f.Domains) == 2 {
			label = "Show either"
		}
		v.Loosen = &layout.Link{Href: q.at.Mentors() + query(next), Label: label}
	default:
		v.Empty = "No mentor fits " + filterWords(f) + "."
		v.Loosen = &layout.Link{Href: q.at.Mentors(), Label: "Show everyone"}
	}
}

func filterWords(f app.MentorFilter) string {
	words := slices.Clone(f.Domains)
	for _, w := range []string{f.Specialty, f.Language} {
		if w != "" {
			words = append(words, w)
		}
	}
	if f.Words != "" {
		words = append(words, "“"+f.Words+"”")
	}
	if f.Video {
		words = append(words, "meeting by video")
	}
	if f.Places > 0 {
		words = append(words, ui.Count(f.Places, "place", "places")+" or more")
	}
	return strings.Join(words, ", ")
}
