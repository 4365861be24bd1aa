package access

import "evenly/internal/tenant"

// AuditSee is one's own entries of the audit log; for directors the program's.
const AuditSee Act = "audit.see"

var auditActs = map[Act][]tenant.Role{AuditSee: everyone}
