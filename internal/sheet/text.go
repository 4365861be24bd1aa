package sheet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readText reads a table in a text file, as one sheet.
func readText(data []byte, l Limits) ([]Sheet, error) {
	text := decodeText(data)
	delimiter, text := delimiterOf(text)
	records, open := splitRecords(text, delimiter)
	g := grid{limits: l}
	for i, record := range records {
		if err := g.add(Row{Number: i + 1, Cells: record}); err != nil {
			return nil, err
		}
	}
	s := g.sheet("Rows")
	if open > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("A quotation mark in row %d is never closed; it was read as an ordinary character.", open))
	}
	return []Sheet{s}, nil
}

// decodeText makes UTF-8 of what Excel writes: UTF-8 with or without a mark, UTF-16 ("Unicode text"), or else Windows-1252,
// in which every byte means something.
func decodeText(data []byte) string {
	if order, wide := wideOrder(data); wide {
		return decodeWide(data[2:], order)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "\uFFFD")
	}
	return string(text)
}

func wideOrder(data []byte) (binary.ByteOrder, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return binary.BigEndian, true
	}
	return nil, false
}

func decodeWide(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// delimiterOf finds what separates the cells: what Excel's own first line says ("sep=;"), which is then taken away, or the
// sign that splits the first lines most evenly.
func delimiterOf(text string) (delimiter rune, rest string) {
	first, after, _ := strings.Cut(text, "\n")
	if sign, ok := strings.CutPrefix(strings.TrimSpace(first), "sep="); ok && utf8.RuneCountInString(sign) == 1 {
		r, _ := utf8.DecodeRuneInString(sign)
		return r, "\n" + after // the empty line keeps the row numbers as Excel shows them
	}
	best, bestScore := ',', 0
	for _, candidate := range []rune{'\t', ';', ',', '|'} {
		if score := evenness(text, candidate); score > bestScore {
			best, bestScore = candidate, score
		}
	}
	return best, text
}

// evenness is how many of the first records have as many cells as most of them, weighted by that number; 0 when the sign
// splits nothing. A sign that makes quotation marks stand in odd places is not the one that the writer had in mind.
func evenness(text string, delimiter rune) int {
	s := splitter{text: head(text, 64_000), delimiter: delimiter}
	for !s.done() && len(s.records) < 30 {
		s.record()
	}
	counts := map[int]int{}
	for _, record := range s.records {
		if len(record) > 1 {
			counts[len(record)]++
		}
	}
	best := 0
	for cells, times := range counts {
		best = max(best, times*100+cells)
	}
	return best / (1 + s.stray)
}

// head is the beginning of a text, cut at a line end where there is one.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	if i := strings.LastIndexByte(text[:n], '\n'); i > 0 {
		return text[:i]
	}
	return text[:n]
}

// splitRecords cuts a text into records of cells by the rules of RFC 4180, and more kindly than encoding/csv: a stray
// quotation mark is a character, an empty line is a record (Excel counts it as a row), any line end will do. Open is the
// number of the record in which a quotation mark is opened and never closed, else 0; that mark is then a character too.
func splitRecords(text string, delimiter rune) (records [][]string, open int) {
	s := splitter{text: text, delimiter: delimiter}
	for !s.done() {
		s.record()
	}
	if s.open == 0 {
		return s.records, 0
	}
	// One mark too many would swallow the rest of the file. Read it again without giving quotation marks a meaning.
	open = s.open
	s = splitter{text: text, delimiter: delimiter, plain: true}
	for !s.done() {
		s.record()
	}
	return s.records, open
}

type splitter struct {
	text      string
	delimiter rune
	plain     bool // quotation marks are characters
	at        int
	open      int // see splitRecords
	stray     int // cells in which a quotation mark stands where none should
	records   [][]string
}

func (s *splitter) done() bool { return s.at >= len(s.text) }

// record reads up to and over the next line end outside quotation marks.
func (s *splitter) record() {
	var cells []string
	for {
		cell, last := s.cell()
		cells = append(cells, cell)
		if last {
			break
		}
	}
	s.records = append(s.records, cells)
}

// cell reads one cell and the delimiter or line end behind it; last says that it ends the record.
func (s *splitter) cell() (cell string, last bool) {
	var b strings.Builder
	if !s.plain && strings.HasPrefix(s.text[s.at:], `"`) {
		s.quoted(&b)
	}
	rest := s.text[s.at:]
	end := strings.IndexFunc(rest, func(r rune) bool { return r == s.delimiter || r == '\n' || r == '\r' })
	if end < 0 {
		end = len(rest)
	}
	if bare := rest[:end]; bare != "" {
		if b.Len() > 0 || strings.Contains(bare, `"`) {
			s.stray++
		}
		b.WriteString(bare)
	}
	return b.String(), s.skip(end)
}

// skip goes over the sign that ends a cell, and says whether the record ends with it.
func (s *splitter) skip(n int) (last bool) {
	s.at += n
	rest := s.text[s.at:]
	switch {
	case rest == "":
		return true
	case strings.HasPrefix(rest, "\r\n"):
		s.at += 2
		return true
	case rest[0] == '\n' || rest[0] == '\r':
		s.at++
		return true
	}
	s.at += utf8.RuneLen(s.delimiter)
	return false
}

// quoted reads from an opening quotation mark to the closing one; two in a row are one of the text.
func (s *splitter) quoted(b *strings.Builder) {
	s.at++
	for {
		i := strings.IndexByte(s.text[s.at:], '"')
		if i < 0 {
			s.open = len(s.records) + 1
			b.WriteString(s.text[s.at:])
			s.at = len(s.text)
			return
		}
		b.WriteString(s.text[s.at : s.at+i])
		s.at += i + 1
		if !strings.HasPrefix(s.text[s.at:], `"`) {
			return
		}
		b.WriteByte('"')
		s.at++
	}
}
