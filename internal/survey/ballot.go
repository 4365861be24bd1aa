package survey

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strings"
	"unicode"

	"evenly/internal/fault"
)

// Answers is one person's answers. An item that is missing was not answered.
type Answers struct {
	Choice map[ItemID]int    // closed items: 0 for the first (worst) answer
	Text   map[ItemID]string // comments
}

// A packed ballot is
//
//	version (1)  1 byte
//	fingerprint  8 bytes, of the questionnaire
//	closed items 1 byte each, in the questionnaire's order: 0 not answered, 1 the first answer, ...
//	comments     2 bytes of length (big-endian) and UTF-8, in the questionnaire's order
//	zeros        up to the questionnaire's BallotSize
//
// There is one such string per set of answers: nothing in a ballot depends on the browser that packed it.
const (
	ballotVersion   = 1
	fingerprintSize = 8
	ballotStep      = 256 // sizes are multiples of this
)

// Fingerprint is the first 8 bytes of the SHA-256 of the questionnaire as JSON. A ballot for another version is refused.
func (q Questionnaire) Fingerprint() [fingerprintSize]byte {
	text, err := json.Marshal(q)
	if err != nil {
		panic("survey: a questionnaire is always JSON: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return [fingerprintSize]byte(sum[:fingerprintSize])
}

// BallotSize is the size in bytes of every packed ballot of the questionnaire: room for the longest possible comments,
// rounded up.
func (q Questionnaire) BallotSize() int {
	size := 1 + fingerprintSize
	for _, item := range q.Items {
		if item.Kind == Text {
			size += 2 + item.Bytes
		} else {
			size++
		}
	}
	return (size + ballotStep - 1) / ballotStep * ballotStep
}

// Form is what a browser needs to pack ballots of a questionnaire: web/src/ballot/pack.js is the other half of this file.
type Form struct {
	Head  []byte     `json:"head"` // version and fingerprint; base64 in JSON
	Size  int        `json:"size"` // of the packed ballot, in bytes
	Items []FormItem `json:"items"`
}

// FormItem is one item of a Form, in the questionnaire's order.
type FormItem struct {
	ID      ItemID `json:"id"`
	Options int    `json:"options,omitempty"` // closed items
	Bytes   int    `json:"bytes,omitempty"`   // comments
}

// Form gives the questionnaire's form.
func (q Questionnaire) Form() Form {
	print := q.Fingerprint()
	form := Form{Head: append([]byte{ballotVersion}, print[:]...), Size: q.BallotSize()}
	for _, item := range q.Items {
		form.Items = append(form.Items, FormItem{ID: item.ID, Options: item.Options(), Bytes: item.Bytes})
	}
	return form
}

// Pack writes answers as a ballot. It returns fault.Invalid, by item id, for answers that do not fit the questionnaire.
func (q Questionnaire) Pack(a Answers) ([]byte, error) {
	if err := q.checkAnswers(a); err != nil {
		return nil, err
	}
	print := q.Fingerprint()
	out := append(make([]byte, 0, q.BallotSize()), ballotVersion)
	out = append(out, print[:]...)
	for _, item := range q.Items {
		if item.Kind == Text {
			continue
		}
		choice, answered := a.Choice[item.ID]
		if !answered {
			choice = Unanswered
		}
		out = append(out, byte(choice+1))
	}
	for _, item := range q.Items {
		if item.Kind == Text {
			comment := Tidy(a.Text[item.ID])
			out = binary.BigEndian.AppendUint16(out, uint16(len(comment)))
			out = append(out, comment...)
		}
	}
	return append(out, make([]byte, q.BallotSize()-len(out))...), nil
}

func (q Questionnaire) checkAnswers(a Answers) error {
	var wrong fault.Problems
	for id, choice := range a.Choice {
		item, ok := q.Item(id)
		if !ok || item.Kind == Text {
			wrong.Add(string(id), "This survey has no such question.")
		} else if choice < 0 || choice >= item.Options() {
			wrong.Add(string(id), "Choose one of the answers.")
		}
	}
	for id, text := range a.Text {
		item, ok := q.Item(id)
		if !ok || item.Kind != Text {
			wrong.Add(string(id), "This survey has no such question.")
		} else if len(Tidy(text)) > item.Bytes {
			wrong.Add(string(id), "Shorten this a little.")
		}
	}
	return wrong.Err()
}

// Tidy is a comment as it is packed and counted: valid UTF-8, lines broken by one character, nothing invisible that could
// mark a ballot. Comments are tidied rather than refused, because a sealed ballot can only be judged after the wave closed.
func Tidy(comment string) string {
	comment = strings.ReplaceAll(strings.ToValidUTF8(comment, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co)) {
			return -1
		}
		return r
	}, comment))
}

// Unpack reads a ballot. It returns fault.Invalid for anything Pack would not have written for this questionnaire, comments
// aside, which are tidied.
func (q Questionnaire) Unpack(ballot []byte) (Answers, error) {
	r := ballotReader{left: ballot, ok: len(ballot) == q.BallotSize()}
	print := q.Fingerprint()
	r.expect(ballotVersion)
	for _, b := range print {
		r.expect(b)
	}
	a := Answers{Choice: make(map[ItemID]int), Text: make(map[ItemID]string)}
	for _, item := range q.Items {
		if item.Kind != Text {
			r.choice(item, a.Choice)
		}
	}
	for _, item := range q.Items {
		if item.Kind == Text {
			r.comment(item, a.Text)
		}
	}
	for range r.left {
		r.expect(0)
	}
	if !r.ok {
		return Answers{}, fault.New(fault.Invalid, "This ballot does not belong to this survey.")
	}
	return a, nil
}

// ballotReader reads from the front; ok turns false at the first byte that does not fit and stays so.
type ballotReader struct {
	left []byte
	ok   bool
}

func (r *ballotReader) take(n int) []byte {
	if !r.ok || len(r.left) < n {
		r.ok = false
		return make([]byte, n)
	}
	taken := r.left[:n]
	r.left = r.left[n:]
	return taken
}

func (r *ballotReader) expect(b byte) { r.ok = r.take(1)[0] == b && r.ok }

func (r *ballotReader) choice(item Item, into map[ItemID]int) {
	switch b := int(r.take(1)[0]); {
	case b > item.Options():
		r.ok = false
	case b > 0:
		into[item.ID] = b - 1
	}
}

func (r *ballotReader) comment(item Item, into map[ItemID]string) {
	length := int(binary.BigEndian.Uint16(r.take(2)))
	if length > item.Bytes {
		r.ok = false
		return
	}
	if comment := Tidy(string(r.take(length))); r.ok && comment != "" {
		into[item.ID] = comment
	}
}
