import type { UpMessage } from '@ferraris/uplink'
import type { RefusedResult } from './refused-results.ts'

type Malformed = NonNullable<UpMessage['malformed']>[number]

/** Results that are not what they are declared to be, as refused for good: they would come again as they are. */
export function malformedResults(malformed: readonly Malformed[]): RefusedResult[] {
  return malformed.map(({ key = '', path, detail, given }) => {
    const { aca, kind } = (given ?? {}) as { readonly aca?: unknown; readonly kind?: unknown }
    return {
      result: { key, aca: shortText(aca), kind: shortText(kind), given },
      reason: 'refused',
      detail: `${path} ${detail}`,
    }
  })
}

/** A name that may be anything. */
function shortText(value: unknown): string {
  return typeof value === 'string'
    ? value
        .toWellFormed()
        .replaceAll(/\p{Cc}+/gu, ' ')
        .slice(0, 64)
    : ''
}
