import { CimError } from '../cim-error.ts'

/** The four numbers of an event or a control (IEC 61968-9, annexes E and F). */
export interface EndDeviceCode {
  readonly deviceType: number
  readonly domain: number
  readonly subDomain: number
  readonly eventOrAction: number
}

type Words = Readonly<Record<number, string>>

/** What the numbers mean, as far as codes in use tell. */
export const endDeviceCodeWords: Readonly<Record<keyof EndDeviceCode, Words>> = {
  deviceType: { 0: 'any', 2: 'collector', 3: 'electricMeter', 26: 'comDevice' },
  domain: {
    2: 'battery',
    7: 'configuration',
    8: 'demand',
    9: 'access',
    11: 'firmware',
    12: 'security',
    18: 'memory',
    20: 'billing',
    21: 'metrology',
    22: 'communication',
    26: 'power',
    31: 'RCDSwitch',
    33: 'rotation',
    35: 'temperature',
    36: 'time',
  },
  subDomain: { 0: 'none' },
  eventOrAction: {
    18: 'connect',
    23: 'disconnect',
    28: 'cleared',
    42: 'connected',
    47: 'lost',
    68: 'disconnected',
    79: 'error',
    85: 'failed',
    143: 'detected',
    159: 'mismatch',
    185: 'outage',
    215: 'reset',
    216: 'restored',
    219: 'reversed',
    223: 'sagEnded',
    242: 'started',
    243: 'stopped',
    248: 'swellEnded',
    257: 'tamperDetected',
  },
}

const fields = ['deviceType', 'domain', 'subDomain', 'eventOrAction'] as const

export function formatEndDeviceCode(code: EndDeviceCode): string {
  return fields.map(field => code[field]).join('.')
}

/** Takes numbers, and words as some partners send them (`electricMeter.RCDSwitch.none.connect`). Throws CimError. */
export function parseEndDeviceCode(text: string): EndDeviceCode {
  const parts = text.trim().split('.')
  if (parts.length !== fields.length) {
    throw new CimError('code-invalid', `"${text.slice(0, 100)}" is no code of four numbers`)
  }
  const [deviceType = 0, domain = 0, subDomain = 0, eventOrAction = 0] = fields.map((field, i) =>
    numberOf(parts[i] ?? '', field),
  )
  return { deviceType, domain, subDomain, eventOrAction }
}

function numberOf(part: string, field: keyof EndDeviceCode): number {
  if (/^\d{1,4}$/.test(part)) return Number(part)
  if (field === 'subDomain' && part === '') return 0
  const word = part.toLowerCase()
  const found = Object.entries(endDeviceCodeWords[field]).find(([, known]) => known.toLowerCase() === word)
  if (found !== undefined) return Number(found[0])
  throw new CimError('code-invalid', `"${part.slice(0, 40)}" is no ${field}`)
}
