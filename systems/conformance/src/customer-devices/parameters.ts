import { fromHex } from '@ferraris/bytes'
import { type MeterRole, meterRoles } from '@ferraris/chain2'
import { defineErrors } from '@ferraris/errors'

/** A parameter file that is none. */
export class ParameterError extends defineErrors('conformance', {
  'parameters-invalid': [
    'input',
    'the parameter file is not sound',
    'see the guide "Test your device against Ferraris": one entry a sample, keys of 32 hex digits, an address of 12',
  ],
}) {}

/** A meter that a sample was preset for. */
export interface ParameterMeter {
  readonly role: MeterRole
  /** 8 octets. */
  readonly systemTitle: Uint8Array
  /** Point of delivery; not needed by a bench. */
  readonly pod?: string
}

/** What a maker hands over with each sample. */
export interface SampleParameters {
  /** Names the sample in the report. */
  readonly sample: string
  /** Address on the power line by METERS AND MORE, 12 hex digits. */
  readonly smitpAddress: string
  /** Encrypts; the key of the first association is the same. */
  readonly operatingKey: Uint8Array
  /** Authenticates; the operating key, where none is given. */
  readonly authenticationKey: Uint8Array
}

/** The file of a maker: which device it is, the meters it is preset for, and its samples. */
export interface DeviceParameters {
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  readonly timeZone: string
  /** Those that the samples are preset for, else those of the bench, which then associates them. */
  readonly meters: readonly ParameterMeter[]
  readonly isPreset: boolean
  readonly samples: readonly SampleParameters[]
}

/** Meters of the bench, for a device without any. */
export const benchMeters: readonly Required<ParameterMeter>[] = [
  { role: 'M1', systemTitle: fromHex('4645520000000001'), pod: 'IT001E00000001' },
  { role: 'M2', systemTitle: fromHex('4645520000000002'), pod: 'IT001E00000002' },
]

/** Samples of one file: the programme asks for three. */
const mostSamples = 20

/** Reads a parameter file. Throws ParameterError, which names the place. */
export function readParameters(text: string): DeviceParameters {
  const file = objectOf(parse(text), 'the file')
  const samples = listOf(file.samples, 'samples', mostSamples).map((one, i) => sampleOf(one, `samples[${i}]`))
  const names = new Set(samples.map(({ sample }) => sample))
  if (names.size < samples.length) throw invalid('samples', 'two have the same name')
  const isPreset = file.meters !== undefined
  const meters = isPreset
    ? listOf(file.meters, 'meters', meterRoles.length).map((one, i) => meterOf(one, `meters[${i}]`))
    : benchMeters
  if (!meters.some(({ role }) => role === 'M1')) throw invalid('meters', 'M1 is missing')
  return {
    maker: textOf(file.maker, 'maker'),
    model: textOf(file.model, 'model'),
    hardware: textOf(file.hardware, 'hardware'),
    firmware: textOf(file.firmware, 'firmware'),
    timeZone: file.timeZone === undefined ? 'Europe/Rome' : zoneOf(textOf(file.timeZone, 'timeZone')),
    meters,
    isPreset,
    samples,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('the file', 'is no JSON')
  }
}

function sampleOf(value: unknown, place: string): SampleParameters {
  const given = objectOf(value, place)
  const operatingKey = hexOf(given.operatingKey, 16, `${place}.operatingKey`)
  const { authenticationKey: other } = given
  return {
    sample: textOf(given.sample, `${place}.sample`),
    smitpAddress: addressOf(given.smitpAddress, `${place}.smitpAddress`),
    operatingKey,
    authenticationKey: other === undefined ? operatingKey : hexOf(other, 16, `${place}.authenticationKey`),
  }
}

function meterOf(value: unknown, place: string): ParameterMeter {
  const given = objectOf(value, place)
  const role = meterRoles.find(known => known === given.role)
  if (role === undefined) throw invalid(`${place}.role`, `must be one of ${meterRoles.join(', ')}`)
  return {
    role,
    systemTitle: hexOf(given.systemTitle, 8, `${place}.systemTitle`),
    ...(given.pod !== undefined && { pod: podOf(given.pod, `${place}.pod`) }),
  }
}

function objectOf(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw invalid(place, 'must be an object')
}

function listOf(value: unknown, place: string, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= most) return value
  throw invalid(place, `must be a list of 1 to ${most}`)
}

function textOf(value: unknown, place: string): string {
  if (typeof value === 'string' && /^[\x20-\x7e]{1,64}$/.test(value)) return value
  throw invalid(place, 'must be a text of 1 to 64 characters')
}

function podOf(value: unknown, place: string): string {
  if (typeof value === 'string' && /^[\x21-\x7e]{1,16}$/.test(value)) return value
  throw invalid(place, 'must be 1 to 16 characters')
}

function addressOf(value: unknown, place: string): string {
  if (typeof value === 'string' && /^[0-9a-f]{12}$/i.test(value)) return value.toUpperCase()
  throw invalid(place, 'must be 12 hex digits')
}

/** A key is never told back. */
function hexOf(value: unknown, octets: number, place: string): Uint8Array {
  if (typeof value === 'string' && /^[0-9a-f]+$/i.test(value) && value.length === 2 * octets)
    return fromHex(value)
  throw invalid(place, `must be ${2 * octets} hex digits`)
}

function zoneOf(id: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: id })
    return id
  } catch {
    throw invalid('timeZone', `${id} is no time zone`)
  }
}

function invalid(place: string, detail: string): ParameterError {
  return new ParameterError('parameters-invalid', `${place}: ${detail}`)
}
