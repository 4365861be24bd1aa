package auth

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"evenly/internal/fault"
)

// Lengths are in characters after normalisation, not bytes. 15 is NIST 800-63B-4 for a password that stands alone; the upper
// end only keeps a request from hashing a novel.
const (
	MinPassword = 15
	MaxPassword = 256
)

// ownLetters is how many characters of a password must be left when every easily guessed word is taken out of it.
// "evenlyevenly2026" has none of its own; "evenly quartz lantern" has plenty.
const ownLetters = 6

// blocklistText holds words that guessing programs try first, one per line, lower case, in our own selection.
//
//go:embed blocklist.txt
var blocklistText string

// Rules judge a new password. There are no composition rules and no expiry: length and not being guessable are what counts.
type Rules struct {
	words []string
}

// NewRules makes rules that also refuse passwords built from these words: the product, the institution, the program, the
// person's name and e-mail address. Each is cut into its parts, so "St. Brannoc Medical Center" needs no care.
func NewRules(context ...string) Rules {
	words := strings.Fields(blocklistText)
	for _, phrase := range context {
		words = append(words, wordsOf(phrase)...)
	}
	return Rules{words: words}
}

// Check returns nil, or an Invalid fault with one problem for the form field "password".
func (r Rules) Check(password string) error {
	var p fault.Problems
	password = normalize(password)
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		p.Add("password", "Use letters, digits, spaces and signs only.")
	case n < MinPassword:
		p.Add("password", "Use %d characters or more. A few unrelated words make a good one.", MinPassword)
	case n > MaxPassword:
		p.Add("password", "Use at most %d characters.", MaxPassword)
	case r.guessable(password):
		p.Add("password", "This password is easy to guess. Use a few unrelated words, without names, years or rows of keys.")
	}
	return p.Err()
}

// guessable reports whether a password has too little of its own: it repeats itself, follows the keyboard or the alphabet,
// or is made of words from the lists.
func (r Rules) guessable(password string) bool {
	plain := fold(password)
	if utf8.RuneCountInString(plain) == 0 {
		// Only signs: judge what was typed, so that "!!!!!!!!!!!!!!!" does not pass for being empty.
		plain = password
	}
	return repeats(plain) || r.own(plain) < ownLetters
}

// own counts the characters of s that no list word and no run of neighbouring keys covers, at best for the guesser.
func (r Rules) own(s string) int {
	runes := []rune(s)
	best := make([]int, len(runes)+1) // best[i]: own characters among the first i
	for i := 1; i <= len(runes); i++ {
		best[i] = best[i-1] + 1
		if unicode.IsDigit(runes[i-1]) {
			best[i] = best[i-1] // digits after a word are the first thing a guesser varies
		}
		for _, w := range r.words {
			n := utf8.RuneCountInString(w)
			if n <= i && string(runes[i-n:i]) == w {
				best[i] = min(best[i], best[i-n])
			}
		}
		if n := runLength(runes[:i]); n >= 4 {
			best[i] = min(best[i], best[i-n])
		}
	}
	return best[len(runes)]
}

// rows are sequences fingers and tongues follow; read in both directions.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiopü", "yxcvbnm", "azertyuiop", "qsdfghjklm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "01234567890",
}

// runLength is the length of the longest run along one of the rows that ends at the end of s.
func runLength(s []rune) int {
	longest := 0
	for n := 4; n <= len(s); n++ {
		tail := string(s[len(s)-n:])
		if !inRow(tail) {
			break
		}
		longest = n
	}
	return longest
}

func inRow(s string) bool {
	back := reverse(s)
	for _, row := range rows {
		if strings.Contains(row, s) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// repeats reports whether s is one short piece over and over, such as "aaaaaaaaaaaaaaa" or "hospitalhospital".
func repeats(s string) bool {
	runes := []rune(s)
	for period := 1; period <= min(8, len(runes)/2); period++ {
		if periodic(runes, period) {
			return true
		}
	}
	return false
}

func periodic(runes []rune, period int) bool {
	for i := period; i < len(runes); i++ {
		if runes[i] != runes[i-period] {
			return false
		}
	}
	return true
}

// lookalikes are the swaps of sign for letter that guessing programs make by themselves.
var lookalikes = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// fold brings a password to the form the lists are in: lower case, without accents, spaces and signs. Lookalike signs
// become letters only inside words, so that a year stays a year.
func fold(s string) string {
	var b strings.Builder
	for _, field := range strings.Fields(strings.ToLower(s)) {
		if strings.ContainsFunc(field, unicode.IsLetter) {
			field = foldWord(field)
		}
		b.WriteString(field)
	}
	return keep(stripAccents(b.String()))
}

// foldWord swaps lookalikes except for the digits at the end: "p4ssw0rd2026" is "password2026".
func foldWord(w string) string {
	head := strings.TrimRightFunc(w, unicode.IsDigit)
	return lookalikes.Replace(head) + w[len(head):]
}

func stripAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func keep(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// wordsOf cuts a phrase into folded words of three letters or more, and adds the phrase as one word: people write
// "saintbrannoc" as well as "brannoc".
func wordsOf(phrase string) []string {
	var words []string
	for _, part := range strings.FieldsFunc(strings.ToLower(phrase), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if w := keep(stripAccents(part)); utf8.RuneCountInString(w) >= 3 {
			words = append(words, w)
		}
	}
	if whole := keep(stripAccents(strings.ToLower(phrase))); len(words) > 1 || (len(words) == 0 && len(whole) >= 3) {
		words = append(words, whole)
	}
	return words
}
