package sheet

import (
	"archive/zip"
	"bytes"
	"strings"
	"unicode/utf16"
)

// kind is what a file turns out to be.
type kind string

// The kinds that can be read. All others are words for the person.
const (
	isWorkbook kind = "workbook"
	isWebPage  kind = "web page"
	isText     kind = "text"
)

// fault says what the file is and what to do.
func (k kind) fault() error { return bad("%s", string(k)) }

// whatWorks ends the sentences about files of another sort.
const whatWorks = " Save the list as .xlsx or .csv, or copy the rows in Excel and paste them."

// signatures are the first bytes of files that people upload by mistake.
var signatures = []struct {
	start string
	kind  kind
}{
	{"%PDF", "This is a PDF." + whatWorks},
	{"\x89PNG", "This is a picture." + whatWorks},
	{"\xff\xd8\xff", "This is a picture." + whatWorks},
	{"GIF8", "This is a picture." + whatWorks},
	{"{\\rtf", "This is a text document (RTF)." + whatWorks},
	{"Rar!", "This is an archive. Unpack it and upload the file inside."},
	{"7z\xbc\xaf", "This is an archive. Unpack it and upload the file inside."},
	{"\x1f\x8b", "This is an archive. Unpack it and upload the file inside."},
}

func kindOf(data []byte) kind {
	if len(bytes.Trim(data, " \t\r\n\x00\xef\xbb\xbf\xff\xfe")) == 0 {
		return "The file is empty. Upload the list of people as .xlsx or .csv."
	}
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.start)) {
			return s.kind
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return kindOfZip(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return kindOfCompound(data)
	}
	return kindOfText(data)
}

// kindOfZip tells the office formats that are zip archives by the names of their parts.
func kindOfZip(data []byte) kind {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "The file is damaged or was not uploaded whole. Open it in Excel, save it again and upload that."
	}
	has := func(prefix string) bool {
		for _, f := range z.File {
			if strings.HasPrefix(f.Name, prefix) {
				return true
			}
		}
		return false
	}
	switch {
	case has("xl/workbook.bin"):
		return "This is a binary workbook (.xlsb). In Excel: File, Save As, choose Excel Workbook (.xlsx), and upload that."
	case has("xl/") || has("/xl/"):
		return isWorkbook
	case has("word/"):
		return "This is a Word document. Copy the table into Excel, save it as .xlsx and upload that."
	case has("ppt/"):
		return "This is a presentation." + whatWorks
	case has("content.xml") && has("META-INF/manifest.xml"):
		return "This is an OpenDocument file (.ods). In LibreOffice: File, Save As, choose Excel 2007-365 (.xlsx), and upload that."
	case has("Index/") || has("index.apxl") || has("Index.zip"):
		return "This is a Numbers file. In Numbers: File, Export To, Excel, and upload that."
	}
	return "This is an archive (.zip). Unpack it and upload the file inside."
}

// kindOfCompound tells the old office formats, and new ones under a password, by the names of their streams, which are
// stored as UTF-16.
func kindOfCompound(data []byte) kind {
	has := func(name string) bool {
		var wide []byte
		for _, u := range utf16.Encode([]rune(name)) {
			wide = append(wide, byte(u), byte(u>>8))
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case has("EncryptedPackage"):
		return "The workbook is protected by a password. In Excel: File, Info, Protect Workbook, Encrypt with Password, clear the password, save, and upload it again."
	case has("WordDocument"):
		return "This is a Word document in the old format (.doc). Copy the table into Excel, save it as .xlsx and upload that."
	case has("Workbook") || has("Book"):
		return "This is a workbook in the old Excel format (.xls). In Excel: File, Save As, choose Excel Workbook (.xlsx), and upload that."
	}
	return "This is a file of an older Office program." + whatWorks
}

func kindOfText(data []byte) kind {
	start := strings.ToLower(string(bytes.TrimLeft(data[:min(len(data), 2000)], " \t\r\n\xef\xbb\xbf")))
	switch {
	case strings.Contains(start, "urn:schemas-microsoft-com:office:spreadsheet"):
		return "This is an XML spreadsheet of Excel 2003. In Excel: File, Save As, choose Excel Workbook (.xlsx), and upload that."
	case markup(start) && bytes.Contains(bytes.ToLower(data), []byte("<table")):
		return isWebPage
	case markup(start):
		return "This is a web page or XML file without a table." + whatWorks
	case looksBinary(data):
		return "This is not a file with a table that Evenly can read." + whatWorks
	}
	return isText
}

// markup reports whether a text begins as web pages and XML files do. A first heading such as "<3 years" is none.
func markup(start string) bool {
	for _, tag := range []string{"<!doctype", "<!--", "<?xml", "<html", "<head", "<meta", "<style", "<body", "<table", "<div"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return false
}

// looksBinary reports whether a file holds bytes that no text has. UTF-16 is full of zeros, but says so at its start.
func looksBinary(data []byte) bool {
	if _, wide := wideOrder(data); wide {
		return false
	}
	for _, c := range data[:min(len(data), 100_000)] {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a {
			return true
		}
	}
	return false
}
