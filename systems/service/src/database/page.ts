import { defineErrors, detailAndRemedy } from '@ferraris/errors'
import { isKept } from './kept-text.ts'

/** One page of a list that is read forward by cursor. `total` counts all that match, `nextCursor` is opaque. */
export interface Page<T> {
  readonly items: T[]
  readonly total: number
  readonly nextCursor: string | null
}

type CursorKey = readonly (string | number)[]

/** A cursor that was not made by this service: the request is at fault, not the store. */
export class CursorError extends defineErrors(
  'database',
  { 'cursor-invalid': ['input', 'the cursor is not one of this service', 'start without a cursor'] },
  detailAndRemedy,
) {}

function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * The sort key of the last item of the page before.
 * `shape` lists the expected type of each part: `['string', 'number']`.
 */
export function decodeCursor(cursor: string, shape: readonly ('string' | 'number')[]): CursorKey {
  let key: unknown
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw new CursorError('cursor-invalid')
  }
  const fits =
    Array.isArray(key) && key.length === shape.length && shape.every((type, i) => typeof key[i] === type)
  if (!fits) throw new CursorError('cursor-invalid', 'the cursor belongs to another list')
  const sortKey = key as CursorKey
  if (sortKey.some(part => typeof part === 'string' && !isKept(part))) throw new CursorError('cursor-invalid')
  return sortKey
}

/** Cuts the one row fetched beyond `limit` and makes the cursor from the last row kept. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  total: number,
  key: (row: Row) => CursorKey,
  item: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null
  return { items: kept.map(item), total, nextCursor }
}
