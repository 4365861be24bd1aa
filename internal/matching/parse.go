package matching

import (
	"io"
)

// Parse reads an instance in the file format. It reports every problem it finds, in the file's order and then in the order
// of the checks; the instance is usable when there are none. A failing reader is a problem too.
func Parse(r io.Reader) (Instance, []Problem) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Instance{}, []Problem{{"", "cannot be read: " + err.Error()}}
	}
	p := &parser{jsonReader: newJSONReader(data)}
	in := p.instance()
	p.finish()
	if p.broken || len(p.problems) > 0 {
		// What could not be read would only be reported a second time as missing, unless the shape is right.
		return in, append(p.problems, p.checkIfReadable(&in)...)
	}
	return in, Check(&in)
}

// A parser turns JSON into an Instance. Lists are cut from large blocks: a million residents have millions of them.
type parser struct {
	*jsonReader
	mentorBlock []MentorID
	rankBlock   [][]MentorID
}

func (p *parser) checkIfReadable(in *Instance) []Problem {
	if p.broken {
		return nil
	}
	have := map[string]bool{}
	for _, q := range p.problems {
		have[q.Path] = true
	}
	var more []Problem
	for _, q := range Check(in) {
		if !have[q.Path] {
			more = append(more, q)
		}
	}
	return more
}

func (p *parser) instance() Instance {
	in := Instance{Fallback: true}
	p.object(func(key string) bool {
		switch key {
		case "name":
			in.Name = p.text()
		case "source":
			in.Source = p.text()
		case "licence":
			in.Licence = p.text()
		case "note":
			in.Note = p.text()
		default:
			return p.option(&in, key) || p.people(&in, key)
		}
		return true
	})
	return in
}

func (p *parser) option(in *Instance, key string) bool {
	switch key {
	case "fallback":
		in.Fallback = p.boolean()
	case "seed":
		in.Seed = p.text()
	case "preset":
		in.Preset = Preset(p.text())
	case "stages":
		p.array(func(int) { in.Stages = append(in.Stages, p.stage()) })
	case "list_length":
		in.ListLength = p.integer(1, maxRanks)
	case "allow_moves":
		in.AllowMoves = p.integer(0, maxCount)
	default:
		return false
	}
	return true
}

// stage reads a name, alone or as it stands in a result.
func (p *parser) stage() Stage {
	if p.peek() != '{' {
		return Stage(p.text())
	}
	var s Stage
	p.object(func(key string) bool {
		if key == "name" {
			s = Stage(p.text())
		}
		return key == "name"
	})
	return s
}

func (p *parser) people(in *Instance, key string) bool {
	switch key {
	case "mentors":
		p.array(func(int) { in.Mentors = append(in.Mentors, p.mentor()) })
	case "groups":
		p.array(func(int) { in.Groups = append(in.Groups, p.group()) })
	case "residents":
		p.array(func(int) { in.Residents = append(in.Residents, p.resident()) })
	case "pins":
		p.array(func(int) { in.Pins = append(in.Pins, p.pair()) })
	case "current":
		p.array(func(int) { in.Current = append(in.Current, p.pair()) })
	case "affinity":
		p.array(func(int) { in.Affinity = append(in.Affinity, p.affinity()) })
	default:
		return false
	}
	return true
}

func (p *parser) mentor() Mentor {
	m, hasMax := Mentor{}, false
	p.object(func(key string) bool {
		switch key {
		case "id":
			m.ID = MentorID(p.text())
		case "min":
			m.Min = p.integer(0, maxCount)
		case "max":
			m.Max, hasMax = p.integer(0, maxCount), true
		case "group":
			m.Group = GroupID(p.optionalText())
		case "ranks":
			p.array(func(int) { m.Ranks = append(m.Ranks, p.residentIDs()) })
		default:
			return false
		}
		return true
	})
	if !hasMax && !p.broken {
		p.problem("has no max: how many residents may the mentor take?")
	}
	return m
}

func (p *parser) group() Group {
	g := Group{Max: Unlimited}
	p.object(func(key string) bool {
		switch key {
		case "id":
			g.ID = GroupID(p.text())
		case "min":
			g.Min = p.integer(0, maxCount)
		case "max":
			if !p.null() {
				g.Max = p.integer(0, maxCount)
			}
		case "parent":
			g.Parent = GroupID(p.optionalText())
		default:
			return false
		}
		return true
	})
	return g
}

func (p *parser) resident() Resident {
	var r Resident
	p.object(func(key string) bool {
		switch key {
		case "id":
			r.ID = ResidentID(p.text())
		case "ranks":
			r.Ranks = p.ranks()
		case "excluded":
			r.Excluded = p.mentorIDs()
		case "not_with":
			r.NotWith = p.mentorIDs()
		default:
			return false
		}
		return true
	})
	return r
}

func (p *parser) pair() Pair {
	var pair Pair
	p.object(func(key string) bool {
		switch key {
		case "resident":
			pair.Resident = ResidentID(p.text())
		case "mentor":
			pair.Mentor = MentorID(p.text())
		default:
			return false
		}
		return true
	})
	return pair
}

func (p *parser) affinity() Affinity {
	var a Affinity
	p.object(func(key string) bool {
		switch key {
		case "resident":
			a.Resident = ResidentID(p.text())
		case "mentor":
			a.Mentor = MentorID(p.text())
		case "score":
			a.Score = p.integer(-maxScore, maxScore)
		default:
			return false
		}
		return true
	})
	return a
}

func (p *parser) optionalText() string {
	if p.null() {
		return ""
	}
	return p.text()
}

func (p *parser) ranks() [][]MentorID {
	begin := len(p.rankBlock)
	p.array(func(int) {
		ids := p.mentorIDs()
		p.rankBlock = append(p.rankBlock, ids)
	})
	ranks := p.rankBlock[begin:len(p.rankBlock):len(p.rankBlock)]
	p.rankBlock = freshBlock(p.rankBlock)
	return ranks
}

func (p *parser) mentorIDs() []MentorID {
	begin := len(p.mentorBlock)
	p.array(func(int) { p.mentorBlock = append(p.mentorBlock, MentorID(p.text())) })
	ids := p.mentorBlock[begin:len(p.mentorBlock):len(p.mentorBlock)]
	p.mentorBlock = freshBlock(p.mentorBlock)
	return ids
}

// freshBlock starts a new block when the old one is nearly full, so that appending seldom copies what was handed out.
func freshBlock[T any](block []T) []T {
	const size, reserve = 4096, 64
	if cap(block)-len(block) < reserve {
		return make([]T, 0, size)
	}
	return block
}

func (p *parser) residentIDs() []ResidentID {
	var ids []ResidentID
	p.array(func(int) { ids = append(ids, ResidentID(p.text())) })
	return ids
}
