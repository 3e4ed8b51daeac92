import { at, defined, toHex } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import { type Data, decodeDateTime, formatDateTime, scaled } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { listedReadings, readingsOfAttributes } from '../object-list.ts'
import { readingsOf } from '../readings.ts'
import { logicalName, readingOf } from '../values.ts'
import { readDescribedValues } from './described-values.ts'
import { pushLayouts } from './layouts.ts'
import type { NamedLayout, Place, Scale, UnscaledLayout } from './push-layout.ts'

/** The contents of a pushed list. */
interface PushContents {
  /** How it was understood; `self-describing` without a layout. */
  readonly layout: string
  /** The meter's own number, as the list gives it. */
  readonly meter: string | undefined
  readonly readings: readonly Reading[]
}

/** What is known of a list besides its body. */
interface PushEnvelope {
  /** Octets of the notification's date-time. */
  readonly time: Uint8Array | undefined
  readonly systemTitle: Uint8Array | undefined
}

/** Reads the values out of the body of a data-notification; undefined for an unknown list. */
export function readPush(body: Data, { time, systemTitle }: PushEnvelope): PushContents | undefined {
  const understood =
    listed(body, systemTitle) ?? byPlace(body) ?? byName(body) ?? selfDescribing(body, systemTitle)
  if (understood === undefined) return undefined
  return finished(understood, time)
}

function finished({ layout, readings: raw }: Understood, time: Uint8Array | undefined): PushContents {
  const readings = raw.map(reading => ({ ...reading, value: legible(reading.value) }))
  const stamp = time?.length === 12 ? formatDateTime(decodeDateTime(time)) : clockOf(readings)
  return {
    layout,
    meter: meterOf(readings),
    readings: readings.map(reading => ({ ...reading, time: stamp })),
  }
}

/** Reads the values out of a data-notification with a body that is no Data; undefined unless of the one such kind. */
export function readDescribedPush(apdu: Uint8Array): PushContents | undefined {
  const described = readDescribedValues(apdu)
  if (described === undefined) return undefined
  const { scales } = unscaledOf(undefined)
  const values = described.values.map(({ value }) => value)
  const readings = readingsOfAttributes(described.values, values, obis => scaleOf(scales, obis))
  return finished({ layout: 'described attributes (EG.D)', readings }, described.time)
}

interface Understood {
  readonly layout: string
  readonly readings: Reading[]
}

function selfDescribing(body: Data, systemTitle: Uint8Array | undefined): Understood | undefined {
  const readings = readingsOf(body, null)
  if (readings.length === 0) return undefined
  const unscaled = unscaledOf(systemTitle)
  let scaledByUs = false
  const filled = readings.map(reading => {
    const scale = scaleOf(unscaled.scales, reading.obis)
    if (reading.unit !== null || scale === undefined || typeof reading.value !== 'number') return reading
    scaledByUs = true
    return { ...reading, value: scaled(reading.value, scale.scaler), unit: scale.unit }
  })
  return { layout: scaledByUs ? unscaled.name : 'self-describing', readings: filled }
}

/** What is known of the scalers and units of a maker that leaves them out. */
function unscaledOf(systemTitle: Uint8Array | undefined): UnscaledLayout {
  const maker = systemTitle && String.fromCharCode(...systemTitle.subarray(0, 3)).toUpperCase()
  const layout = pushLayouts.find(
    (layout): layout is UnscaledLayout => layout.kind === 'unscaled' && (layout.maker ?? maker) === maker,
  )
  return defined(layout, 'a layout for every maker')
}

function byPlace(body: Data): Understood | undefined {
  if (body.type !== 'structure') return undefined
  const elements = body.value
  const layout = pushLayouts.find(
    layout =>
      layout.kind === 'positional' &&
      layout.places.length === elements.length &&
      layout.places.every(({ type }, i) => type === elements[i]?.type),
  )
  if (layout?.kind !== 'positional') return undefined
  const readings = layout.places.flatMap((place, i) => readingAt(place, at(elements, i)))
  return { layout: layout.name, readings }
}

function readingAt({ obis, scaler, unit }: Place, value: Data): Reading[] {
  return obis === undefined
    ? []
    : readingOf(obis, value, unit === undefined ? undefined : { scaler: scaler ?? 0, unit })
}

function byName(body: Data): Understood | undefined {
  if (body.type !== 'structure') return undefined
  const [first, ...rest] = body.value
  const layout = pushLayouts.find(
    (layout): layout is NamedLayout =>
      layout.kind === 'named' && first?.type === 'visible-string' && layout.begins.test(first.value),
  )
  if (layout === undefined) return undefined
  const readings: Reading[] = []
  for (let i = 0; i + 1 < rest.length; i += 2) {
    const name = at(rest, i)
    const obis = name.type === 'octet-string' ? logicalName(name.value) : undefined
    // A meter of one phase leaves the places of the others empty, names and all.
    if (obis !== undefined) readings.push(...readingOf(obis, at(rest, i + 1), scaleOf(layout.scales, obis)))
  }
  return { layout: layout.name, readings }
}

/** A body that brings the list of its objects along. */
function listed(body: Data, systemTitle: Uint8Array | undefined): Understood | undefined {
  const { name, scales } = unscaledOf(systemTitle)
  const readings = listedReadings(body, obis => scaleOf(scales, obis))
  return readings && { layout: name, readings }
}

/** By groups C and D of a logical name. */
function scaleOf(scales: Readonly<Record<string, Scale>>, obis: string): Scale | undefined {
  const [, , c, d] = obis.split('.')
  return scales[`${c}.${d}`]
}

/** Numbers that meters have, the one that people know first. */
const meterNumbers = [
  obisCodes.serialNumber,
  '1.1.0.0.5.255',
  '1.1.0.0.1.255',
  obisCodes.logicalDeviceName,
  '0.0.96.1.1.255',
  '1.0.0.0.0.255',
]

function meterOf(readings: readonly Reading[]): string | undefined {
  for (const number of meterNumbers) {
    const reading = readings.find(({ obis }) => obis === number)
    if (reading !== undefined) return String(reading.value)
  }
  return undefined
}

function clockOf(readings: readonly Reading[]): string | null {
  const clock = readings.find(({ obis }) => /^[01]\.[01]\.1\.0\.0\.255$/.test(obis))
  return typeof clock?.value === 'string' ? clock.value : null
}

/** Texts come filled up to their length. Octets that are no text are shown as hex. */
function legible(value: number | string): number | string {
  if (typeof value === 'number') return value
  const text = value.replace(/[\0 ]+$/, '')
  const isText = [...text].every(character => character >= ' ')
  return isText ? text : toHex(Uint8Array.from(value, character => character.charCodeAt(0)))
}
