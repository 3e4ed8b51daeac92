import type { ColumnType } from 'kysely'

/** A timestamptz: comes out as `Date`. Days come out as 'YYYY-MM-DD', bigint as a number (see `connection.ts`). */
export type Instant = ColumnType<Date, Date | string, Date | string>
