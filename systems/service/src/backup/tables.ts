/** Where backups go; `reach`: until when everything is there; `failure`: why the last round failed. */
interface BackupReachTable {
  readonly folder: string
  /** When they were switched on. */
  readonly since: Date
  readonly reach: Date | null
  readonly failure: string | null
}

export type BackupTables = {
  readonly backup_reach: BackupReachTable
}
