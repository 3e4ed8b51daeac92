import { openingLine } from '../media/opening-port.ts'
import type { UriMedium } from './meter-uri.ts'
import { MeterUriError } from './meter-uri-error.ts'
import { checkRest, readHost, readOpeningTerms, readPath } from './parse.ts'
import { Query } from './query.ts'

/** A meter that reads itself out (IEC 62056-21, modes A to C), for example `iec+serial:///dev/ttyUSB0`. */
export type ReadoutUri = UriMedium & { readonly openingAddress?: string; readonly openingBaud?: number }

const example = 'iec+tcp://10.1.2.3:4001?opening-address=12345678'
const parameters = { 'opening-address': '', 'opening-baud': '' }

/** Whether a text names a meter by what it reads out. */
export function isReadoutUri(text: string): boolean {
  return /^\s*iec\+(tcp|serial):/i.test(text)
}

/** Reads the URI of a meter that reads itself out. Throws {@link MeterUriError}. */
export function parseReadoutUri(text: string): ReadoutUri {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined) throw new MeterUriError('form', `is not that of a URI; write ${example}`)
  checkRest(url)
  const query = new Query(url.searchParams)
  const opening = readOpeningTerms(query)
  query.finish(parameters)
  if (url.protocol === 'iec+serial:')
    return { medium: 'serial', path: readPath(url), ...openingLine, ...opening }
  if (url.port === '') throw new MeterUriError('port', `is missing; write ${example}`)
  return { medium: 'tcp', ...readHost(url, 0, example), ...opening }
}
