import { type Data, decodeData } from '@ferraris/cosem'
import type { AttributeRequest, DataAccessResult, GetDataResult } from '@ferraris/dlms'
import type { AttributeSource } from './attribute-source.ts'

/** When a request left and its answer had come, epoch milliseconds. */
export interface RoundTrip {
  readonly sent: number
  readonly received: number
}

/** One query to a meter: the attributes it takes, and what their answers mean. Several share a round trip, see {@link ask}. */
export interface Query<T> {
  readonly requests: readonly AttributeRequest[]
  /** Results in the order of the requests. Throws DecodeError, ValueError or ClientError for what makes no sense. */
  take(results: readonly (GetDataResult | undefined)[], trip: RoundTrip): Taken<T>
}

/** A value, or a further query where the first one gave none. */
export type Taken<T> = { readonly value: T } | { readonly next: Query<T> }

/** The values of several queries, in their order. */
type Values<Queries extends readonly Query<unknown>[]> = {
  -readonly [K in keyof Queries]: Queries[K] extends Query<infer T> ? T : never
}

/**
 * Sends queries together. A further query of one of them follows alone. Queries are taken in order, so that
 * what `using` has kept of the first ones is kept when a later one throws.
 */
export async function ask<Queries extends readonly Query<unknown>[]>(
  source: AttributeSource,
  ...queries: Queries
): Promise<Values<Queries>> {
  const sent = source.now()
  const results = await source.read(queries.flatMap(({ requests }) => requests))
  const trip = { sent, received: source.now() }
  const values: unknown[] = []
  let at = 0
  for (const query of queries) {
    const end = at + query.requests.length
    const taken = query.take(results.slice(at, end), trip)
    values.push('value' in taken ? taken.value : (await ask(source, taken.next))[0])
    at = end
  }
  return values as Values<Queries>
}

/** A query that hands its value on as soon as it is there. */
export function using<T>(query: Query<T>, use: (value: T) => void): Query<void> {
  return {
    requests: query.requests,
    take(results, trip) {
      const taken = query.take(results, trip)
      return 'next' in taken ? { next: using(taken.next, use) } : { value: use(taken.value) }
    },
  }
}

/** The value of one attribute as the meter gave it, or the reason for which it did not. */
export type Answer = { readonly data: Data } | { readonly refused: DataAccessResult }

/** Single attributes. */
export function attributesQuery(requests: readonly AttributeRequest[]): Query<Answer[]> {
  return { requests, take: results => ({ value: requests.map((_, i) => answerOf(results[i])) }) }
}

export function answerOf(result: GetDataResult | undefined): Answer {
  return result?.kind === 'data'
    ? { data: decodeData(result.data) }
    : { refused: result?.result ?? 'other-reason' }
}

/** The value a meter gave, or undefined if it refused the attribute. */
export function given(result: GetDataResult | undefined): Data | undefined {
  return result?.kind === 'data' ? decodeData(result.data) : undefined
}
