package mail

import "crypto/tls"

// Trust makes a sender trust the certificate of a test's server.
func (s *SMTP) Trust(c *tls.Config) { s.trust = c }
