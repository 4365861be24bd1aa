package sheet

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// personName is a name in its parts. Title is "Dr." when the file says so, by a title or a doctor's degree.
type personName struct{ title, given, family string }

// degrees are what stands behind a name after a comma; true for those that make a doctor.
var degrees = map[string]bool{
	"md": true, "do": true, "phd": true, "mbbs": true, "mbchb": true, "mbbch": true, "dphil": true, "dnp": true, "psyd": true, "edd": true,
	"pharmd": true, "dds": true, "dmd": true, "dpm": true, "scd": true, "drph": true,
	"mph": false, "mba": false, "ms": false, "ma": false, "msc": false, "mha": false, "mhs": false, "med": false, "msed": false, "mpp": false,
	"facp": false, "facs": false, "faap": false, "facep": false, "facc": false, "fhm": false, "sfhm": false, "faafp": false, "fccp": false,
	"rn": false, "np": false, "pa": false, "pac": false, "bsn": false, "msn": false, "bs": false, "ba": false, "lcsw": false, "cpe": false,
}

// particles belong to the family name that follows them.
var particles = []string{"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "bin", "ibn", "al", "el", "ter", "ten", "zu", "af", "st", "st."}

// suffixes belong to the family name before them.
var suffixes = []string{"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}

// readName cuts a whole name: "Dr. Ngozi A. Okafor, MD, MPH", "Okafor, Ngozi", "Maria de la Cruz", "James Lee Jr.". The family
// name is required; a single word is one.
func readName(s string) (personName, string) {
	s, doctor := cutDegrees(strings.Join(strings.Fields(s), " "))
	title, s := cutTitle(s)
	if doctor && title == "" {
		title = "Dr."
	}
	n := personName{title: title}
	if family, given, ok := strings.Cut(s, ","); ok {
		n.family, n.given = strings.TrimSpace(family), strings.TrimSpace(given)
		if inner, rest := cutTitle(n.given); inner != "" {
			n.title, n.given = inner, rest // "Okafor, Dr. Ngozi"
		}
	} else {
		n.given, n.family = splitName(strings.Fields(s))
	}
	return n, checkName(n)
}

// longestName is how many bytes of a name are looked at, with titles and degrees. What is longer is no name.
const longestName = 1000

const tooLongName = "Enter a name of at most 100 characters."

// checkName is the rule of the database: a family name, and no part over 100 characters.
func checkName(n personName) string {
	switch {
	case n.family == "" || strings.Contains(n.given+n.family, "@"):
		return "Enter first and last name."
	case utf8.RuneCountInString(n.given) > 100 || utf8.RuneCountInString(n.family) > 100:
		return tooLongName
	}
	return ""
}

// cutDegrees takes the degrees off the end. A comma stands before them, or they are written in capitals.
func cutDegrees(s string) (rest string, doctor bool) {
	for {
		i := strings.LastIndexAny(s, ", ")
		word := s[i+1:]
		key := strings.ToLower(strings.NewReplacer(".", "", "-", "").Replace(word))
		makesDoctor, isDegree := degrees[key]
		behindComma := i > 0 && (s[i] == ',' || s[i-1] == ',')
		if i <= 0 || !isDegree || (!behindComma && word != strings.ToUpper(word) && !strings.EqualFold(key, "phd")) {
			return s, doctor
		}
		if !behindComma && s == strings.ToUpper(s) {
			return s, doctor // a list all in capitals says nothing: MA is a family name too
		}
		s, doctor = strings.TrimRight(s[:i], ", "), doctor || makesDoctor
	}
}

// cutTitle takes a title off the front.
func cutTitle(s string) (title, rest string) {
	word, rest, ok := strings.Cut(s, " ")
	if !ok {
		return "", s
	}
	if title = readTitle(word); title == "" && !slices.Contains([]string{"mr", "mrs", "ms", "miss", "mx"}, strings.ToLower(strings.Trim(word, "."))) {
		return "", s
	}
	_, rest = cutTitle(rest) // "Prof. Dr."
	return title, rest
}

// readTitle is "Dr." for the titles of doctors and professors, "" for all others.
func readTitle(s string) string {
	switch strings.ToLower(strings.Trim(s, ". ")) {
	case "dr", "doctor", "prof", "professor", "prof. dr":
		return "Dr."
	}
	return ""
}

// splitName takes the last word as the family name, with the particles before it and the suffix behind it.
func splitName(words []string) (given, family string) {
	cut := len(words) - 1
	if cut > 1 && slices.Contains(suffixes, strings.ToLower(words[cut])) {
		cut--
	}
	for cut > 1 && slices.Contains(particles, strings.ToLower(words[cut-1])) {
		cut--
	}
	if cut < 0 {
		return "", ""
	}
	return strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
}
