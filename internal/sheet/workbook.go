package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"evenly/internal/fault"
)

// damaged is what a workbook is told when its parts do not fit together. Excel repairs such files when it opens them.
func damaged() error {
	return bad("The workbook is damaged. Open it in Excel, save it again and upload that.")
}

// workbook is an .xlsx file taken apart: a zip archive of XML parts that refer to each other.
type workbook struct {
	parts   map[string]*zip.File
	limits  Limits
	budget  *int64 // bytes that may still be unpacked
	strings []string
	styles  styles
	from04  bool // dates count from 1904, as old Macs did
}

// readWorkbook reads every worksheet of an .xlsx file.
func readWorkbook(data []byte, l Limits) ([]Sheet, error) {
	w, err := unpack(data, l)
	if err != nil {
		return nil, err
	}
	mainPart, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	list, err := w.list(mainPart)
	if err != nil {
		return nil, err
	}
	var sheets []Sheet
	for _, entry := range list {
		s, err := w.worksheet(entry.part)
		if fault.Is(err, fault.TooLarge) {
			// A huge sheet beside the roster is no reason to refuse the roster.
			s = Sheet{Notes: []string{err.(*fault.Error).Message}, refused: err}
		} else if err != nil {
			return nil, err
		}
		s.Name, s.Hidden = entry.name, entry.hidden
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// unpack looks at the archive without unpacking anything yet. The reader of zip archives holds each part to the size the
// archive claims for it, so a claim within the limit bounds the memory.
func unpack(data []byte, l Limits) (*workbook, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged()
	}
	w := &workbook{parts: map[string]*zip.File{}, limits: l, budget: new(int64)}
	*w.budget = l.Unpacked
	for _, f := range z.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	return w, nil
}

// open unpacks a part. Parts that are not there are empty: most of them are optional.
func (w *workbook) open(part string) (io.Reader, func(), error) {
	f := w.parts[part]
	if f == nil {
		return strings.NewReader(""), func() {}, nil
	}
	if f.UncompressedSize64 > uint64(w.limits.Unpacked) {
		return nil, nil, w.tooBig()
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, damaged()
	}
	return &metered{r: r, left: w.budget}, func() { r.Close() }, nil
}

func (w *workbook) tooBig() error {
	return tooLarge("The workbook unpacks to more than %s. Keep only the sheet with the people, and upload that.", megabytes(w.limits.Unpacked))
}

var errBudget = errors.New("the workbook unpacks to more than is allowed")

// metered counts what is unpacked over all parts.
type metered struct {
	r    io.Reader
	left *int64
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if *m.left -= int64(n); *m.left < 0 {
		return 0, errBudget
	}
	return n, err
}

// eachElement calls do for every element of a part with one of the names, wherever it stands; do may consume the element by
// decoding it. Names are compared without their namespace: the strict and the usual form of the format differ in nothing
// else that matters here.
func (w *workbook) eachElement(part string, do func(*xml.Decoder, xml.StartElement) error, names ...string) error {
	r, closeIt, err := w.open(part)
	if err != nil {
		return err
	}
	defer closeIt()
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return w.asFault(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || !contains(names, start.Name.Local) {
			continue
		}
		if err := do(d, start); err != nil {
			return w.asFault(err)
		}
	}
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// asFault makes words for the person of an error of the zip or XML reader, and leaves our own alone.
func (w *workbook) asFault(err error) error {
	switch {
	case errors.Is(err, errBudget):
		return w.tooBig()
	case isFault(err):
		return err
	}
	return damaged()
}

// attr is an attribute's value by its name without namespace, or "".
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// mainPart is the part that lists the sheets: the archive says which.
func (w *workbook) mainPart() (string, error) {
	found := ""
	err := w.eachElement("_rels/.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			found = strings.TrimPrefix(attr(e, "Target"), "/")
		}
		return nil
	}, "Relationship")
	if err != nil {
		return "", err
	}
	found = cmp.Or(found, "xl/workbook.xml")
	if w.parts[found] == nil {
		return "", damaged()
	}
	return found, nil
}

// entry is one worksheet in the workbook's list.
type entry struct {
	name, part string
	hidden     bool
}

// list reads the workbook's list of worksheets, and on the way the shared strings, the styles and the calendar in use.
func (w *workbook) list(mainPart string) ([]entry, error) {
	targets, err := w.relations(mainPart)
	if err != nil {
		return nil, err
	}
	var list []entry
	err = w.eachElement(mainPart, func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "workbookPr" {
			w.from04 = isTrue(attr(e, "date1904"))
			return nil
		}
		if t := targets[attr(e, "id")]; t.kind == "worksheet" {
			state := attr(e, "state")
			list = append(list, entry{name: attr(e, "name"), part: t.part, hidden: state == "hidden" || state == "veryHidden"})
		}
		return nil
	}, "workbookPr", "sheet")
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > 200 {
		return nil, damaged()
	}
	return list, nil
}

// target is where a relation of the workbook leads.
type target struct{ kind, part string }

func (w *workbook) relations(mainPart string) (map[string]target, error) {
	dir, file := path.Split(mainPart)
	targets := map[string]target{}
	err := w.eachElement(dir+"_rels/"+file+".rels", func(_ *xml.Decoder, e xml.StartElement) error {
		part := attr(e, "Target")
		if !strings.HasPrefix(part, "/") {
			part = path.Join(dir, part)
		}
		kind := attr(e, "Type")
		targets[attr(e, "Id")] = target{kind: kind[strings.LastIndex(kind, "/")+1:], part: strings.TrimPrefix(part, "/")}
		return nil
	}, "Relationship")
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		switch t.kind {
		case "sharedStrings":
			err = errors.Join(err, w.readStrings(t.part))
		case "styles":
			err = errors.Join(err, w.readStyles(t.part))
		}
	}
	return targets, err
}

// richText is a text in one piece or in several that look different. Readings of Japanese names (rPh) are no part of it.
type richText struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (t richText) String() string {
	s := t.T
	for _, run := range t.R {
		s += run.T
	}
	return unescape(s)
}

// readStrings reads the texts that cells refer to by number.
func (w *workbook) readStrings(part string) error {
	total := 0
	return w.eachElement(part, func(d *xml.Decoder, e xml.StartElement) error {
		var t richText
		if err := d.DecodeElement(&t, &e); err != nil {
			return err
		}
		s := t.String()
		// Not yet the rule for cells: a workbook may hold sheets full of text that nobody asks for.
		if total += len(s) + 64; int64(total) > w.limits.Unpacked {
			return errBudget
		}
		w.strings = append(w.strings, s)
		return nil
	}, "si")
}
