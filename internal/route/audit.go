package route

// AuditPattern is the audit log.
const AuditPattern = "/audit"

// Audit says who saw or changed what.
func (p Program) Audit() string { return p.to(AuditPattern) }
