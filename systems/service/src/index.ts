export type { AuditLog } from './audit/audit-log.ts'
export { BackupFolder, type Base } from './backup/backup-folder.ts'
export { backUp } from './backup/one-shot.ts'
export { restore } from './backup/restore.ts'
export { CopyRows } from './database/binary-copy.ts'
export type { Instant } from './database/columns.ts'
export { type Connections, transaction } from './database/connection.ts'
export { DatabaseError, isUnavailable, StoreUnavailable } from './database/errors.ts'
export { CursorError, decodeCursor, type Page, pageOf } from './database/page.ts'
export type { QueryContext } from './database/query-context.ts'
export { afterCommit, apartFromRequest, jointly } from './database/request-transaction.ts'
export { openStore, type Store, type StoreOptions } from './database/store.ts'
export type { Feature } from './feature.ts'
export type { Kit, KitTables } from './kit.ts'
export { allMigrations } from './kit-features.ts'
export { createLog, type Logger, type LogOptions } from './log.ts'
export type { FirstSignIn } from './people/first-administrator.ts'
export { type Access, mayUse, type Role, roles } from './people/roles.ts'
export { digestOf, newSecret } from './people/secret.ts'
export { senderOf } from './server/access.ts'
export { type AppOptions, createApp } from './server/app.ts'
export type { TlsFiles } from './server/listen.ts'
export { invalidParameter, Problem, type ProblemMembers } from './server/problem.ts'
export {
  defaulted,
  instant,
  localDate,
  nothing,
  nullable,
  nullableInstant,
  page,
  pageQuery,
  query,
  ref,
  resource,
  wholeList,
} from './server/resource.ts'
export {
  type Clock,
  type Opening,
  type RunOptions,
  type Service,
  type ServiceOptions,
  startService,
} from './start-service.ts'
