package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// smtpServer is a small SMTP server for one test. It speaks as much of the protocol as a sender of single mails needs.
type smtpServer struct {
	addr     string
	tls      *tls.Config // offered by STARTTLS, or used from the first byte; nil for none
	implicit bool
	answers  map[string]string // verb -> answer instead of the usual one
	silent   bool              // accepts connections and never says a word

	mu    sync.Mutex
	mails []received
	verbs []string // what was said, in order, without arguments
}

type received struct {
	from, to, data string
	encrypted      bool
}

func (s *smtpServer) start(t *testing.T) *smtpServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); running.Wait() })
	return s
}

func (s *smtpServer) serve(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))
	if s.silent {
		c.Read(make([]byte, 1)) // until the other side gives up
		return
	}
	if s.implicit {
		c = tls.Server(c, s.tls)
	}
	talk := &talk{server: s, encrypted: s.implicit}
	talk.use(c)
	talk.say("220 test ESMTP")
	for talk.step() {
	}
}

// talk is one connection.
type talk struct {
	server    *smtpServer
	conn      net.Conn
	in        *bufio.Reader
	encrypted bool
	mail      received
}

func (k *talk) use(c net.Conn) { k.conn, k.in = c, bufio.NewReader(c) }

func (k *talk) say(line string) { fmt.Fprintf(k.conn, "%s\r\n", line) }

func (k *talk) line() (string, bool) {
	s, err := k.in.ReadString('\n')
	return strings.TrimRight(s, "\r\n"), err == nil
}

// step answers one command, and says whether to go on.
func (k *talk) step() bool {
	line, ok := k.line()
	if !ok {
		return false
	}
	verb, rest, _ := strings.Cut(line, " ")
	k.server.mu.Lock()
	k.server.verbs = append(k.server.verbs, verb)
	k.server.mu.Unlock()
	if answer := k.server.answers[verb]; answer != "" {
		k.say(answer)
		return true
	}
	switch verb {
	case "EHLO":
		k.greet()
	case "STARTTLS":
		k.say("220 go ahead")
		k.use(tls.Server(k.conn, k.server.tls))
		k.encrypted = true
	case "AUTH":
		k.say("235 welcome")
	case "MAIL":
		k.mail = received{from: rest, encrypted: k.encrypted}
		k.say("250 ok")
	case "RCPT":
		k.mail.to = rest
		k.say("250 ok")
	case "DATA":
		k.data()
	case "QUIT":
		k.say("221 bye")
		return false
	default:
		k.say("250 ok")
	}
	return true
}

func (k *talk) greet() {
	k.say("250-test")
	if k.server.tls != nil && !k.encrypted {
		k.say("250-STARTTLS")
	}
	k.say("250-AUTH PLAIN LOGIN")
	k.say("250 8BITMIME")
}

func (k *talk) data() {
	k.say("354 send it")
	var b strings.Builder
	for {
		line, ok := k.line()
		if !ok || line == "." {
			break
		}
		b.WriteString(strings.TrimPrefix(line, ".") + "\n")
	}
	k.mail.data = b.String()
	k.server.mu.Lock()
	k.server.mails = append(k.server.mails, k.mail)
	k.server.mu.Unlock()
	k.say("250 taken")
}

// got is everything that was taken so far.
func (s *smtpServer) got() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.mails...)
}

func (s *smtpServer) said(verb string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.verbs {
		if v == verb {
			return true
		}
	}
	return false
}

// certificate makes a certificate for 127.0.0.1 and the configuration of a client that trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}
