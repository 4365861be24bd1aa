package survey

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// shortName is the length up to which a family name counts only with its capital, since it may be an ordinary word.
const shortName = 3

// NamesIn gives the names whose family name stands in a comment as a word, accents and (for longer names) case aside. It
// helps whoever reads comments before others see them; web/src/ballot/names.js warns the writer by the same rule.
func NamesIn(comment string, names []string) []string {
	written := make(map[string]bool)
	for _, word := range words(comment) {
		written[word] = true
		if len([]rune(word)) > shortName {
			written[strings.ToLower(word)] = true
		}
	}
	var found []string
	for _, name := range names {
		parts := words(name)
		if len(parts) == 0 {
			continue
		}
		family := parts[len(parts)-1]
		if len([]rune(family)) > shortName {
			family = strings.ToLower(family)
		}
		if written[family] {
			found = append(found, name)
		}
	}
	return found
}

// words splits a text into words without accents. An apostrophe ends a word, so that "Haddad's" is about Haddad.
func words(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
}
