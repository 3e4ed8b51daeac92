import { smitpPort } from '@ferraris/smitp/ip'
import type { SmitpMode } from '@ferraris/smitp/security'
import { placeText } from '../media/tcp.ts'
import type { SmitpMedium, SmitpPlace } from '../smitp/smitp-place.ts'
import { MeterUriError } from './meter-uri-error.ts'
import { checkRest, defined, readHost, readPath } from './parse.ts'
import { Query } from './query.ts'
import { readAca } from './smitp-address.ts'

/** A meter with tables, for example `smitp+tcp://10.1.2.3:54059?device=FER00000001`. */
export type SmitpUri = SmitpPlace & {
  /** How keys are used; default hardened. */
  readonly mode: SmitpMode
  /** Serial number, by which keys are found. */
  readonly device?: string
}

const example = 'smitp+tls://10.1.2.3:54059?device=FER00000001'
const media = { 'smitp+tcp:': 'tcp', 'smitp+tls:': 'tls', 'smitp+serial:': 'serial' } as const
const parameters = { device: '', aca: '', mode: '' }

/** Whether a text names a meter by its tables, rather than by its COSEM objects. */
export function isSmitpUri(text: string): boolean {
  return /^\s*smitp\+(tcp|tls|serial):/i.test(text)
}

/** Reads the URI of a meter with tables. Throws {@link MeterUriError}. */
export function parseSmitpUri(text: string): SmitpUri {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined) throw new MeterUriError('form', `is not that of a URI; write ${example}`)
  checkRest(url)
  const query = new Query(url.searchParams)
  const device = query.take('device')
  if (device === '') throw new MeterUriError('device', 'is empty; write the serial number, or leave it out')
  const mode = query.choice('mode', ['hardened', 'faithful']) ?? 'hardened'
  const aca = readAca(query, device)
  query.finish(parameters)
  return { ...readMedium(url), aca, mode, ...defined('device', device) }
}

function readMedium(url: URL): SmitpMedium {
  const medium = media[url.protocol as keyof typeof media]
  if (medium === 'serial') return { medium, path: readPath(url) }
  if (medium !== undefined) return { medium, ...readHost(url, smitpPort, example) }
  throw new MeterUriError(
    'scheme',
    `${url.protocol.slice(0, -1)} is not known; begin with smitp+tcp://, smitp+tls:// or smitp+serial://`,
  )
}

/** Writes the URI with all its parts. */
export function formatSmitpUri(uri: SmitpUri): string {
  const { device, aca, mode } = uri
  const query = new URLSearchParams({ ...defined('device', device), aca, mode })
  const place =
    uri.medium === 'serial' ? uri.path.split('/').map(encodeURIComponent).join('/') : placeText(uri)
  return `smitp+${uri.medium}://${place}?${query}`
}
