package mail

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Folder writes each message as one .eml file, which every mail program opens. File names begin with the time, so that a
// listing by name is a listing by time. Safe for concurrent use, also by several processes.
type Folder struct {
	dir  string
	from Address
}

// NewFolder makes the folder if it is not there. Only this account may read it: mails hold sign-in links.
func NewFolder(dir string, from Address) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the mail folder: %w", err)
	}
	return &Folder{dir: dir, from: from}, nil
}

// Send implements Sender. The file appears whole or not at all.
func (f *Folder) Send(_ context.Context, m Message) error {
	msg, err := build(f.from, m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return fmt.Errorf("write a mail: %w", err)
	}
	if err := writeWhole(f.dir, fileName(m, time.Now()), b.Bytes()); err != nil {
		return fmt.Errorf("keep a mail in the folder: %w", err)
	}
	return nil
}

// fileName is time, random letters, and who it is for: 20260417T090000.000000000Z-K3V7Q2-okafor.eml.
func fileName(m Message, now time.Time) string {
	at := m.Date
	if at.IsZero() {
		at = now
	}
	who, _, _ := strings.Cut(m.To, "@")
	return fmt.Sprintf("%s-%s-%s.eml", at.UTC().Format("20060102T150405.000000000Z"), rand.Text()[:8], slug(who))
}

func slug(s string) string {
	s = strings.Map(func(r rune) rune {
		if (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') || r == '.' {
			return r
		}
		return '-'
	}, strings.ToLower(s))
	return s[:min(len(s), 40)]
}

// writeWhole writes beside the final name and renames: readers never see half a file.
func writeWhole(dir, name string, data []byte) error {
	tmp, err := os.CreateTemp(dir, ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // no longer there when all went well
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), filepath.Join(dir, name))
}

// Kept is a message read back from a folder.
type Kept struct {
	Name    string // file name, which ReadKept takes
	Message        // as it was sent; Date is always set
	Problem string // why the file could not be read as a mail; then only Name is set
}

// ReadFolder reads every message of a folder, newest first; limit bounds how many (0: all). A file that is no mail is listed
// with its Problem, so that one damaged file does not hide the others. A folder that does not exist is empty.
func ReadFolder(dir string, limit int) ([]Kept, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the mail folder: %w", err)
	}
	names := []string{}
	for _, e := range entries {
		if keptName(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(b, a) })
	if limit > 0 {
		names = names[:min(limit, len(names))]
	}
	kept := make([]Kept, 0, len(names))
	for _, name := range names {
		k, err := ReadKept(dir, name)
		if err != nil {
			k = Kept{Name: name, Problem: err.Error()}
		}
		kept = append(kept, k)
	}
	return kept, nil
}

// keptName keeps a name that came in from an address inside the folder.
func keptName(name string) bool {
	return strings.HasSuffix(name, ".eml") && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\`)
}

// ReadKept reads one message of a folder by its file name; fs.ErrNotExist when there is none of that name.
func ReadKept(dir, name string) (Kept, error) {
	if !keptName(name) {
		return Kept{}, fmt.Errorf("read mail %q: %w", name, fs.ErrNotExist)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return Kept{}, fmt.Errorf("read mail %q: %w", name, err)
	}
	m, err := parse(data)
	if err != nil {
		return Kept{}, fmt.Errorf("read mail %q: %w", name, err)
	}
	return Kept{Name: name, Message: m}, nil
}

// parse reads what build wrote, and enough of other mails to show them.
func parse(data []byte) (Message, error) {
	raw, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return Message{}, err
	}
	m, err := parseHeader(raw.Header)
	if err != nil {
		return Message{}, err
	}
	if err := m.addPart(raw.Header.Get("Content-Type"), raw.Header.Get("Content-Transfer-Encoding"), "", raw.Body, 0); err != nil {
		return Message{}, err
	}
	return m, nil
}

func parseHeader(h mail.Header) (Message, error) {
	to, err := h.AddressList("To")
	if err != nil {
		return Message{}, fmt.Errorf("recipient: %w", err)
	}
	date, err := h.Date()
	if err != nil {
		return Message{}, fmt.Errorf("date: %w", err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil {
		return Message{}, fmt.Errorf("subject: %w", err)
	}
	return Message{
		To: to[0].Address, ToName: to[0].Name, Subject: subject, Date: date,
		MessageID:       strings.Trim(h.Get("Message-Id"), "<>"),
		ListUnsubscribe: strings.Trim(h.Get("List-Unsubscribe"), "<>"),
	}, nil
}

// addPart files one part of a mail by its kind. Depth bounds mails within mails.
func (m *Message) addPart(contentType, encoding, fileName string, body io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(cmp.Or(contentType, "text/plain"))
	if err != nil || depth > 8 {
		return fmt.Errorf("parts: cannot read a part of type %q", contentType)
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.addParts(multipart.NewReader(body, params["boundary"]), depth)
	}
	data, err := io.ReadAll(decoder(encoding, body))
	if err != nil {
		return fmt.Errorf("parts: %w", err)
	}
	switch {
	case fileName != "":
		// The writer repeats the file name in the type, for old readers.
		contentType = strings.TrimSuffix(contentType, fmt.Sprintf("; name=%q", fileName))
		m.Attachments = append(m.Attachments, Attachment{Name: fileName, ContentType: contentType, Data: data})
	case kind == "text/html":
		m.HTML = unixLines(data)
	case kind == "text/plain":
		m.Text = unixLines(data)
	}
	return nil
}

func (m *Message) addParts(parts *multipart.Reader, depth int) error {
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("parts: %w", err)
		}
		err = m.addPart(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.FileName(), p, depth+1)
		if err != nil {
			return err
		}
	}
}

func decoder(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	}
	return r
}

// unixLines undoes the line ends of the wire.
func unixLines(data []byte) string { return strings.ReplaceAll(string(data), "\r\n", "\n") }
