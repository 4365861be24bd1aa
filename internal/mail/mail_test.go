package mail_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenly/internal/mail"
)

var from = mail.Address{Name: "Evenly at St. Brannoc", Email: "evenly@brannoc.example"}

func letter() mail.Message {
	return mail.Message{
		To: "priya.nair@brannoc.example", ToName: "Priya Nair",
		Subject:         "Dr. Okafor and you: 41 days since you met – café?",
		Text:            "A long line that has to be folded by the encoding, because it holds more than seventy-six characters.\n.\n.dot first\nEnd\n",
		HTML:            "<p>Café = 41 days</p>\n",
		Attachments:     []mail.Attachment{{Name: "meeting.ics", ContentType: "text/calendar; charset=utf-8; method=REQUEST", Data: []byte("BEGIN:VCALENDAR\r\n\x00\xff")}},
		ListUnsubscribe: "https://evenly.brannoc.example/u/abc",
		MessageID:       "delivery-7@evenly.brannoc.example",
		Date:            time.Date(2026, 4, 17, 9, 0, 0, 0, time.UTC),
	}
}

func send(t *testing.T, s *smtpServer, scheme string, m mail.Message) error {
	t.Helper()
	sender, err := mail.NewSMTP(scheme+"://"+s.addr, from)
	if err != nil {
		t.Fatal(err)
	}
	return sender.Send(t.Context(), m)
}

func TestSMTP(t *testing.T) {
	t.Parallel()
	s := (&smtpServer{}).start(t)
	if err := send(t, s, "smtp", letter()); err != nil {
		t.Fatal(err)
	}
	got := s.got()
	if len(got) != 1 || !strings.Contains(got[0].from, "<evenly@brannoc.example>") || !strings.Contains(got[0].to, "<priya.nair@brannoc.example>") {
		t.Fatalf("the server took %+v, want one mail from us to Priya", got)
	}
	for _, want := range []string{
		"Message-ID: <delivery-7@evenly.brannoc.example>", "Auto-Submitted: auto-generated", "List-Unsubscribe: <https://evenly.brannoc.example/u/abc>",
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Date: Fri, 17 Apr 2026 09:00:00 +0000", "text/calendar; charset=utf-8; method=REQUEST",
	} {
		if !strings.Contains(got[0].data, want) {
			t.Errorf("the mail lacks %q:\n%s", want, got[0].data)
		}
	}
}

func TestSMTPTLS(t *testing.T) {
	t.Parallel()
	serverTLS, clientTLS := certificate(t)
	for scheme, implicit := range map[string]bool{"smtp": false, "smtps": true} {
		s := (&smtpServer{tls: serverTLS, implicit: implicit}).start(t)
		sender, err := mail.NewSMTP(scheme+"://user:secret@"+s.addr, from)
		if err != nil {
			t.Fatal(err)
		}
		if err := sender.Send(t.Context(), letter()); err == nil {
			t.Errorf("%s: a certificate that nobody vouches for was accepted", scheme)
		}
		sender.Trust(clientTLS)
		if err := sender.Send(t.Context(), letter()); err != nil {
			t.Errorf("%s: %v", scheme, err)
		}
		if got := s.got(); len(got) != 1 || !got[0].encrypted || !s.said("AUTH") {
			t.Errorf("%s: took %d mails, want one, encrypted and after AUTH", scheme, len(got))
		}
	}
}

func TestSMTPFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, verb, answer string
		permanent          bool
		code               int
	}{
		{"unknown mailbox", "RCPT", "550 5.1.1 <priya.nair@brannoc.example> unknown", true, 550},
		{"mailbox full for now", "RCPT", "452 4.2.2 <priya.nair@brannoc.example> full", false, 452},
		{"sender refused", "MAIL", "550 5.7.1 not from you", true, 550},
		{"try later", "DATA", "451 4.3.0 later", false, 451},
	} {
		s := (&smtpServer{answers: map[string]string{tt.verb: tt.answer}}).start(t)
		err := send(t, s, "smtp", letter())
		e, ok := errors.AsType[*mail.Error](err)
		if !ok || e.Permanent != tt.permanent || e.Code != tt.code || mail.Permanent(err) != tt.permanent {
			t.Errorf("%s: Send = %#v, want permanent %v and code %d", tt.name, err, tt.permanent, tt.code)
			continue
		}
		if strings.Contains(err.Error(), "priya") {
			t.Errorf("%s: the error names the recipient: %v", tt.name, err)
		}
	}
}

func TestSMTPBadGoodbyeIsNoFailure(t *testing.T) {
	t.Parallel()
	s := (&smtpServer{answers: map[string]string{"RSET": "421 leaving", "QUIT": "421 leaving"}}).start(t)
	if err := send(t, s, "smtp", letter()); err != nil || len(s.got()) != 1 {
		t.Errorf("Send = %v with %d mails taken, want nil and one", err, len(s.got()))
	}
}

func TestSMTPUnreachable(t *testing.T) {
	t.Parallel()
	s := (&smtpServer{silent: true}).start(t)
	sender, err := mail.NewSMTP("smtp://"+s.addr, from)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	err = sender.Send(ctx, letter())
	if err == nil || mail.Permanent(err) || time.Since(start) > 10*time.Second {
		t.Errorf("Send to a silent server = %v after %v, want a passing failure soon after the deadline", err, time.Since(start))
	}
}

func TestNewSMTPRefusesBadAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "mail.brannoc.example", "http://mail.brannoc.example", "smtp://", "smtp://user:s3cret@host:0", "smtp://user:s3cret@host:70000", "smtp://user:s3cret@ho st", "smtp://host/path"} {
		_, err := mail.NewSMTP(address, from)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("NewSMTP(%q) = %v, want an error without the password", address, err)
		}
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mail")
	folder, err := mail.NewFolder(dir, from)
	if err != nil {
		t.Fatal(err)
	}
	first, second := letter(), letter()
	second.Subject, second.HTML, second.Attachments, second.Date = "Later", "", nil, first.Date.Add(time.Minute)
	second.ToName, second.ListUnsubscribe = "", "http://localhost:8080/u/abc"
	for _, m := range []mail.Message{first, second} {
		if err := folder.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "0-damaged.eml"), []byte("not a mail"), 0o600); err != nil {
		t.Fatal(err)
	}
	kept, err := mail.ReadFolder(dir, 0)
	if err != nil || len(kept) != 3 {
		t.Fatalf("ReadFolder = %d mails, %v, want 3", len(kept), err)
	}
	for i, want := range []mail.Message{second, first} {
		if diff := cmp.Diff(want, kept[i].Message); diff != "" {
			t.Errorf("mail %d read back differs (-sent +read):\n%s", i, diff)
		}
	}
	if kept[2].Problem == "" || kept[2].Name != "0-damaged.eml" {
		t.Errorf("the damaged file is listed as %+v, want its name and a problem", kept[2])
	}
	if newest, err := mail.ReadFolder(dir, 1); err != nil || len(newest) != 1 || newest[0].Subject != "Later" {
		t.Errorf("ReadFolder with limit 1 = %+v, %v, want the newest", newest, err)
	}
	if _, err := mail.ReadKept(dir, "../"+filepath.Base(dir)+"/"+kept[0].Name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadKept outside the folder = %v, want fs.ErrNotExist", err)
	}
}

func TestReadFolderThatIsNotThere(t *testing.T) {
	t.Parallel()
	kept, err := mail.ReadFolder(filepath.Join(t.TempDir(), "none"), 0)
	if err != nil || len(kept) != 0 {
		t.Errorf("ReadFolder = %v, %v, want nothing", kept, err)
	}
}

func TestHeaderInjectionIsRefused(t *testing.T) {
	t.Parallel()
	folder, err := mail.NewFolder(t.TempDir(), from)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*mail.Message){
		"subject":         func(m *mail.Message) { m.Subject = "Hi\r\nBcc: all@brannoc.example" },
		"name":            func(m *mail.Message) { m.ToName = "Priya\nBcc: all@brannoc.example" },
		"address":         func(m *mail.Message) { m.To = "a@b.example\r\nBcc: c@d.example" },
		"two addresses":   func(m *mail.Message) { m.To = "a@b.example, c@d.example" },
		"named address":   func(m *mail.Message) { m.To = "A <a@b.example>" },
		"message id":      func(m *mail.Message) { m.MessageID = "a>\r\nX: <b" },
		"unsubscribe":     func(m *mail.Message) { m.ListUnsubscribe = "https://x.example/>\r\nX: y" },
		"unsubscribe two": func(m *mail.Message) { m.ListUnsubscribe = "https://x.example/>, <mailto:a@b.example" },
		"attachment name": func(m *mail.Message) { m.Attachments[0].Name = "a\"\r\nX: y" },
		"attachment type": func(m *mail.Message) { m.Attachments[0].ContentType = "text/plain\r\nX: y" },
		"no subject":      func(m *mail.Message) { m.Subject = "" },
		"no text":         func(m *mail.Message) { m.Text = "" },
	} {
		m := letter()
		spoil(&m)
		if err := folder.Send(t.Context(), m); !mail.Permanent(err) {
			t.Errorf("%s: Send = %v, want a permanent refusal", name, err)
		}
	}
}

func TestParseAddress(t *testing.T) {
	t.Parallel()
	got, err := mail.ParseAddress("Evenly at St. Brannoc <evenly@brannoc.example>")
	if err != nil || got != from {
		t.Errorf("ParseAddress = %+v, %v, want %+v", got, err, from)
	}
	if _, err := mail.ParseAddress("evenly"); err == nil {
		t.Error("ParseAddress(evenly) is accepted")
	}
}
