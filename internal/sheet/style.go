package sheet

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// styles says how numbers are shown, which is all that tells a date from a number: 46204 is 1 July 2026 if its style is one
// for dates.
type styles struct {
	formats map[int]string // own formats by number
	cells   []int          // number of the format, by style
}

func (w *workbook) readStyles(part string) error {
	w.styles.formats = map[int]string{}
	inCells := false
	return w.eachElement(part, func(_ *xml.Decoder, e xml.StartElement) error {
		id, _ := strconv.Atoi(attr(e, "numFmtId"))
		switch e.Name.Local {
		case "numFmt":
			w.styles.formats[id] = attr(e, "formatCode")
		case "cellStyleXfs", "cellXfs":
			inCells = e.Name.Local == "cellXfs"
		case "xf":
			if inCells {
				w.styles.cells = append(w.styles.cells, id)
			}
		case "cellStyles", "dxfs":
			inCells = false
		}
		return nil
	}, "numFmt", "cellStyleXfs", "cellXfs", "xf", "cellStyles", "dxfs")
}

// show is a stored number as a person reads it: dates as 2006-01-02, leading zeros where the format asks for them, and no
// more digits than Excel shows.
func (s styles) show(v, style string, from04 bool) string {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return v
	}
	code, builtin := s.format(style)
	if shape := dateShape(code, builtin); shape != "" {
		if at, ok := fromSerial(f, from04); ok {
			return at.Format(shape)
		}
	}
	if zeros := strings.Trim(code, "0"); code != "" && zeros == "" && f >= 0 && f == math.Trunc(f) && f < 1e15 {
		return leftPad(strconv.FormatFloat(f, 'f', -1, 64), len(code))
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// format is the format of a style: its own code, or the number of a built-in one.
func (s styles) format(style string) (code string, builtin int) {
	n, err := strconv.Atoi(style)
	if err != nil || n < 0 || n >= len(s.cells) {
		return "", 0
	}
	id := s.cells[n]
	return s.formats[id], id
}

// dateShape is the layout for a format of dates, "" for all others. Built-in formats 14 to 17, 22, 27 to 36 and 50 to 58
// are dates in one language or another.
func dateShape(code string, builtin int) string {
	const day, moment = "2006-01-02", "2006-01-02 15:04"
	if code == "" {
		switch {
		case builtin == 22:
			return moment
		case (builtin >= 14 && builtin <= 17) || (builtin >= 27 && builtin <= 36) || (builtin >= 50 && builtin <= 58):
			return day
		}
		return ""
	}
	letters := strings.ToLower(bare(code))
	switch {
	case !strings.ContainsAny(letters, "yd") || strings.Contains(letters, "general"):
		return ""
	case strings.Contains(letters, "h"):
		return moment
	}
	return day
}

// bare is a format code without what is only shown: texts in quotes, escaped characters, colours and conditions in brackets.
func bare(code string) string {
	code, _, _ = strings.Cut(code, ";") // the form for positive numbers
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			i = skipTo(code, i+1, '"')
		case '[':
			i = skipTo(code, i+1, ']')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func skipTo(s string, from int, end byte) int {
	for i := from; i < len(s); i++ {
		if s[i] == end {
			return i
		}
	}
	return len(s)
}

// fromSerial is the moment of a serial number of Excel: days since the last day of 1899, counting a 29 February 1900 that
// never was, or since 1 January 1904. Rounded to the minute.
func fromSerial(f float64, from04 bool) (time.Time, bool) {
	const lastDay = 2_958_465 // 31 December 9999
	if f < 1 || f > lastDay {
		return time.Time{}, false
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from04:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60:
		start = start.AddDate(0, 0, 1)
	}
	days := math.Floor(f)
	return start.AddDate(0, 0, int(days)).Add(time.Duration(math.Round((f-days)*24*60)) * time.Minute), true
}

func leftPad(s string, width int) string {
	if len(s) >= width {
		return s
	}
	return strings.Repeat("0", width-len(s)) + s
}
