import type { Leaf } from './schema.ts'

/** A code, a name, an identifier: white space at its ends means nothing. */
export const token: Leaf<string> = {
  kind: 'leaf',
  xsd: 'xs:string',
  expects: 'text',
  parse: text => text,
  format: value => value,
  verbatim: false,
}

/** Text for people, as it stands. */
export const text: Leaf<string> = { ...token, verbatim: true }

export const boolean: Leaf<boolean> = {
  kind: 'leaf',
  xsd: 'xs:boolean',
  expects: 'true or false',
  parse: value => (/^(true|1)$/.test(value) ? true : /^(false|0)$/.test(value) ? false : undefined),
  format: String,
  verbatim: false,
}

export const integer: Leaf<number> = {
  kind: 'leaf',
  xsd: 'xs:integer',
  expects: 'a whole number below 2 to the power of 53',
  parse: value => (/^[+-]?\d{1,16}$/.test(value) ? safe(Number(value)) : undefined),
  format: value => (Number.isSafeInteger(value) ? String(value) : undefined),
  verbatim: false,
}

function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined
}

const decimalForm = /^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})$/

/** Digits as they were written: no rounding by binary fractions. */
export const decimal: Leaf<string> = {
  kind: 'leaf',
  xsd: 'xs:decimal',
  expects: 'a decimal number without exponent',
  parse: value => (decimalForm.test(value) ? value : undefined),
  format: value => (decimalForm.test(value) ? value : undefined),
  verbatim: false,
}

export const float: Leaf<number> = {
  kind: 'leaf',
  xsd: 'xs:float',
  expects: 'a number',
  parse: value => (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value) ? finite(Number(value)) : undefined),
  format: value => (Number.isFinite(value) ? String(value) : undefined),
  verbatim: false,
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

const timeForm = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970; written in UTC. A time without zone is refused: it may be an hour off, or a day. */
export const dateTime: Leaf<number> = {
  kind: 'leaf',
  xsd: 'xs:dateTime',
  expects: 'a time with its zone, such as 2026-11-21T10:00:00Z',
  parse(value) {
    const [, year, month, day, time, fraction = '', zone] = timeForm.exec(value) ?? []
    if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined
    const at = Date.parse(`${year}-${month}-${day}T${time}${fraction.slice(0, 4)}${zone}`)
    return Number.isNaN(at) ? undefined : at
  },
  format(value) {
    if (!Number.isInteger(value) || value < firstTime || value > lastTime) return undefined
    const written = new Date(value).toISOString()
    return written.endsWith('.000Z') ? `${written.slice(0, -5)}Z` : written
  },
  verbatim: false,
}

const firstTime = Date.parse('0001-01-01T00:00:00Z')
const lastTime = Date.parse('9999-12-31T23:59:59Z')

/** Whether the day is in the calendar: JavaScript takes 31 February for 3 March. */
function isDay(year: number, month: number, day: number): boolean {
  return day >= 1 && (day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate())
}

/** A day, `2026-11-21`. */
export const date: Leaf<string> = {
  kind: 'leaf',
  xsd: 'xs:date',
  expects: 'a day, such as 2026-11-21',
  parse: dayText,
  format: dayText,
  verbatim: false,
}

function dayText(value: string): string | undefined {
  const [, year, month, day] = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)$/.exec(value) ?? []
  return year !== undefined && isDay(Number(year), Number(month), Number(day)) ? value : undefined
}

const clockForm = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/

/** A time of day, `22:00:00`. */
export const timeOfDay: Leaf<string> = {
  kind: 'leaf',
  xsd: 'xs:time',
  expects: 'a time of day, such as 22:00:00',
  parse: value => (clockForm.test(value) ? value : undefined),
  format: value => (clockForm.test(value) ? value : undefined),
  verbatim: false,
}

/** Octets, as the text that they are written in. */
export const base64: Leaf<string> = {
  kind: 'leaf',
  xsd: 'xs:base64Binary',
  expects: 'octets in base64',
  parse: base64Text,
  format: base64Text,
  verbatim: false,
}

function base64Text(value: string): string | undefined {
  const packed = value.replace(/\s/g, '')
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed) ? packed : undefined
}

/** One of some words. */
export function oneOf<const V extends string>(...values: readonly V[]): Leaf<V> {
  const known = new Set<string>(values)
  function isKnown(value: string): value is V {
    return known.has(value)
  }
  return {
    kind: 'leaf',
    xsd: 'xs:string',
    expects: `one of ${values.join(', ')}`,
    values,
    parse: value => (isKnown(value) ? value : undefined),
    format: value => (isKnown(value) ? value : undefined),
    verbatim: false,
  }
}
