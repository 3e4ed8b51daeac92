import type { Obis } from '@ferraris/cosem'
import { type DataAccessResult, type GetDataResult, supports } from '@ferraris/dlms'
import { type Stamps, secondsOf } from '@ferraris/metering'
import { ClientError } from '../client-error.ts'
import type { Quirks } from '../quirks/quirks.ts'
import { numberOf } from '../registers/quantity.ts'
import type { Association } from '../session/association.ts'
import { given, type Query, type Taken } from '../session/query.ts'
import type { ProfileHead, RowSelection } from './profile-head.ts'
import { decodeRows, type ProfileRows } from './profile-rows.ts'
import { bufferEntries, bufferRange, entriesInUse, type Span, wholeBuffer } from './row-requests.ts'

/** How the rows of a meter's profiles are requested. */
export interface RowTerms {
  readonly server: Association['server']
  readonly quirks: Pick<Quirks, 'noRanges' | 'rangeAsDateTime'>
  readonly stamps: Stamps
}

/** Rows of a profile, and how they were selected: that is worth keeping with the profile's head. */
interface SelectedRows {
  readonly rows: ProfileRows
  readonly selection: RowSelection
}

/** How a meter can select rows, by what it has shown, else by its quirks and what was negotiated. */
export function firstSelection({ selection }: ProfileHead, { server, quirks }: RowTerms): RowSelection {
  if (selection !== undefined) return selection
  return quirks.noRanges || !supports(server.conformance, 'selective-access') ? 'whole' : 'range'
}

/**
 * Queries the rows of a span: by range, else by their places, else all there are, as the meter
 * allows. Rows outside of the span may come with them. Throws ClientError `refused`, DecodeError.
 */
export function rowsQuery(obis: Obis, head: ProfileHead, span: Span, terms: RowTerms): Query<SelectedRows> {
  return selectingBy(firstSelection(head, terms), obis, head, span, terms)
}

function selectingBy(
  selection: RowSelection,
  obis: Obis,
  head: ProfileHead,
  span: Span,
  terms: RowTerms,
): Query<SelectedRows> {
  const by = (next: RowSelection) => selectingBy(next, obis, head, span, terms)
  const take = (
    result: GetDataResult | undefined,
    otherwise?: () => Query<SelectedRows>,
  ): Taken<SelectedRows> => {
    if (result?.kind === 'data')
      return { value: { selection, rows: decodeRows(result.data, obis, head, terms.stamps) } }
    const refused = result?.result ?? 'other-reason'
    if (otherwise !== undefined && !final.has(refused)) return { next: otherwise() }
    throw new ClientError('refused', `${obis}, buffer`, `the meter does not give its rows: ${refused}`, {
      result: refused,
    })
  }
  switch (selection) {
    case 'range': {
      const request = bufferRange(obis, span, terms.stamps, terms.quirks.rangeAsDateTime)
      const next = head.capturePeriod > 0 ? 'entries' : 'whole'
      return { requests: [request], take: ([result]) => take(result, () => by(next)) }
    }
    case 'entries':
      return {
        requests: [entriesInUse(obis)],
        take([count], { received }) {
          const inUse = numberOf(given(count))
          if (inUse === undefined) return { next: by('whole') }
          const [from, to] = placesSince(span.from, secondsOf(received), inUse, head)
          return {
            next: {
              requests: [bufferEntries(obis, from, to)],
              take: ([result]) => take(result, () => by('whole')),
            },
          }
        },
      }
    case 'whole':
      return { requests: [wholeBuffer(obis)], take: ([result]) => take(result) }
  }
}

/** After these no other selection helps. */
const final: ReadonlySet<DataAccessResult> = new Set([
  'read-write-denied',
  'object-undefined',
  'object-unavailable',
])

/** Where the clock may be away from ours, in rows. */
const margin = 2

/** The places of the rows captured since a moment, counted back from the newest: gaps make them only fewer. */
function placesSince(
  from: number,
  now: number,
  inUse: number,
  { capturePeriod, newestFirst }: ProfileHead,
): [from: number, to: number] {
  const rows = Math.min(inUse, Math.max(1, Math.ceil((now - from) / capturePeriod) + margin))
  return newestFirst ? [1, rows] : [inUse - rows + 1, inUse]
}
