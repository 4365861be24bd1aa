package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// patience is how long one message may take, from dialling to the server's word that it has it.
const patience = 30 * time.Second

// step is how long the server may take to answer one command.
const step = 10 * time.Second

// SMTP sends messages through a server, one connection each: an outbox that drains in the background has no hurry, and a
// connection that is never kept is never stale. Safe for concurrent use.
type SMTP struct {
	server server
	from   Address
	trust  *tls.Config // nil: the system's certificate authorities
}

// server is a parsed SMTP URL.
type server struct {
	host           string
	port           int
	implicit       bool // smtps: TLS from the first byte
	user, password string
}

// NewSMTP makes a sender from an address like smtp://user:password@mail.hospital.org:587 or smtps://mail.hospital.org.
// smtp means STARTTLS, and the message is not sent without it, except on this very machine (localhost), where it is used
// when offered. smtps means TLS from the first byte. The ports default to 587 and 465. The error never shows the password.
func NewSMTP(address string, from Address) (*SMTP, error) {
	s, err := parseServer(address)
	if err != nil {
		return nil, err
	}
	return &SMTP{server: s, from: from}, nil
}

func parseServer(address string) (server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || (u.Path != "" && u.Path != "/") {
		return server{}, errors.New("the mail server is not of the form smtp://user:password@host:587 or smtps://host:465")
	}
	s := server{host: u.Hostname(), port: 587, implicit: u.Scheme == "smtps", user: u.User.Username()}
	s.password, _ = u.User.Password()
	if s.implicit {
		s.port = 465
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, fmt.Errorf("the port of the mail server is %q, not a number from 1 to 65535", u.Port())
		}
	}
	return s, nil
}

// Host is the server's name and port, for start-up logs.
func (s *SMTP) Host() string { return net.JoinHostPort(s.server.host, strconv.Itoa(s.server.port)) }

// Send implements Sender. It returns when the server has taken the message.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := build(s.from, m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		// What fails after the server has taken the message is the goodbye; to send it again would double it.
		return nil
	}
	return failure(err)
}

// client makes a client for one message, whose connection ends with ctx.
func (s *SMTP) client(ctx context.Context) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.server.port), gomail.WithTimeout(step), gomail.WithTLSConfig(s.tlsConfig())}
	switch {
	case s.server.implicit:
		// With a dialer of ours go-mail would not know that the line is encrypted, and keep the password to itself.
		options = append(options, gomail.WithSSL())
	case loopback(s.server.host):
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic), gomail.WithDialContextFunc(dial(ctx)))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithDialContextFunc(dial(ctx)))
	}
	if s.server.user != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.server.user), gomail.WithPassword(s.server.password))
	}
	client, err := gomail.NewClient(s.server.host, options...)
	if err != nil {
		return nil, fmt.Errorf("prepare the connection to %s: %w", s.Host(), err)
	}
	return client, nil
}

// dial connects, and cuts the connection when ctx ends: go-mail heeds its context only while connecting, and a server that
// accepts and then says nothing would hold up a program that wants to stop.
func dial(ctx context.Context) gomail.DialContextFunc {
	return func(dialing context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(dialing, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		return conn, nil
	}
}

func (s *SMTP) tlsConfig() *tls.Config {
	if s.trust != nil {
		return s.trust
	}
	return &tls.Config{ServerName: s.server.host, MinVersion: tls.VersionTLS12}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// failure turns go-mail's error into ours. Answers of servers to a message often repeat the recipient, so of those only the
// code is kept.
func failure(err error) error {
	if sent, ok := errors.AsType[*gomail.SendError](err); ok {
		code := sent.ErrorCode()
		return &Error{Permanent: !sent.IsTemp() && code >= 500, Code: code, What: sent.Reason.String()}
	}
	return &Error{What: "reach the server", Err: err}
}
