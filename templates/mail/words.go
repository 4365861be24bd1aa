package mail

import "strconv"

// count is "1 day", "41 days".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func minutes(n int) string { return strconv.Itoa(n) + " min" }

// takes says how many mentors there are.
func takes(mentors int) string {
	if mentors == 1 {
		return "1 mentor is taking residents."
	}
	return count(mentors, "mentor") + " are taking residents."
}

// sentences drops the empty ones.
func sentences(list ...string) []string {
	var kept []string
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// some drops facts without a value.
func some(list ...Fact) []Fact {
	var kept []Fact
	for _, f := range list {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// people lists several under the same label.
func people(label string, names []string) []Fact {
	facts := make([]Fact, len(names))
	for i, name := range names {
		facts[i] = Fact{label, name}
	}
	return facts
}
