import {
  type AttributeSource,
  ask,
  profileHeadQuery,
  type Quirks,
  quantityOf,
  readRows,
  registerQuery,
  scalerQuery,
  stampsOf,
} from '@ferraris/client'
import { type Obis, zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import {
  type EventName,
  type EventProfile,
  eventOf,
  msOf,
  obisCodes,
  wholeSecondsOf,
} from '@ferraris/metering'
import type { DipKind } from '../tables.ts'
import { distortions, qualityCounters, voltageColumnOf, voltageProfiles } from './objects.ts'

/** What one session brought of the quality of supply. Instants in epoch milliseconds. */
export interface Survey {
  readonly values: readonly { readonly obis: Obis; readonly value: number; readonly unit: string }[]
  readonly dips: readonly {
    readonly at: number
    readonly phase: number
    readonly kind: DipKind
    readonly volts: number | null
    readonly seconds: number | null
  }[]
  readonly interruptions: readonly { readonly endedAt: number; readonly seconds: number }[]
  readonly voltages: readonly {
    readonly at: number
    readonly phase: number
    readonly of: 'least' | 'mean' | 'most'
    readonly volts: number
  }[]
}

export interface SurveyTerms {
  readonly quirks: Quirks
  readonly timeZone: string
  readonly profile: EventProfile
  /** Rows from here on, seconds since 1970. */
  readonly from: number
}

/** Reads what a meter measured of its supply; what it has not is left out. */
export async function takeSurvey(source: AttributeSource, terms: SurveyTerms): Promise<Survey> {
  const values = await valuesOf(source)
  const dips = await rowsOf(source, obisCodes.qualityLog, terms, rows =>
    rows.flatMap(({ at, numbers: [code = -1, magnitude, seconds] }) => {
      const dip = dipOf(eventOf(terms.profile, obisCodes.qualityLog, code))
      if (dip === undefined) return []
      const volts = magnitude === undefined ? null : magnitude / 10
      return [{ at, ...dip, volts, seconds: seconds ?? null }]
    }),
  )
  const interruptions = await rowsOf(source, obisCodes.powerFailureLog, terms, rows =>
    rows.flatMap(({ at, numbers: [seconds] }) => (seconds === undefined ? [] : [{ endedAt: at, seconds }])),
  )
  return { values, dips, interruptions, voltages: await voltagesOf(source, terms) }
}

async function valuesOf(source: AttributeSource): Promise<Survey['values']> {
  const asked = [...qualityCounters, ...distortions]
  const counters = asked.map(({ classId, obis }) =>
    classId === 1 ? countQuery(obis) : registerQuery({ classId, obis }),
  )
  const answers = await ask(source, ...counters)
  return answers.flatMap(answer => {
    if (!('raw' in answer)) return []
    const { value, unit } = quantityOf(answer.raw, answer.scalerUnit)
    return [{ obis: answer.obis, value, unit }]
  })
}

/** A number in an object of class Data, which has no unit. */
function countQuery(obis: Obis) {
  const query = registerQuery({ classId: classes.register.classId, obis, scaler: { scaler: 0, unit: 255 } })
  return { ...query, requests: [{ classId: classes.data.classId, obis, attribute: 2 }] }
}

interface Row {
  /** Epoch milliseconds. */
  readonly at: number
  readonly numbers: readonly (number | undefined)[]
}

async function rowsOf<T>(
  source: AttributeSource,
  name: Obis,
  { quirks, timeZone, from }: SurveyTerms,
  take: (rows: readonly Row[]) => T[],
): Promise<T[]> {
  const [head] = await ask(source, profileHeadQuery(name))
  if (head === undefined) return []
  const terms = { server: source.server, quirks, stamps: stampsOf(quirks, zone(timeZone)) }
  const span = { from, to: wholeSecondsOf(source.now()) }
  const taken: T[] = []
  for await (const part of readRows(source, name, head, span, terms, () => {})) {
    const rows = Array.from(part.times, (time, i) => ({
      at: msOf(time),
      numbers: part.registers.map(values => {
        const value = values[i]
        return value === undefined || Number.isNaN(value) ? undefined : value
      }),
    }))
    taken.push(...take(rows.filter(({ at }) => !Number.isNaN(at))))
  }
  return taken
}

async function voltagesOf(source: AttributeSource, terms: SurveyTerms): Promise<Survey['voltages']> {
  for (const name of voltageProfiles) {
    const [head] = await ask(source, profileHeadQuery(name))
    if (head === undefined) continue
    const registers = head.columns.filter(
      ({ classId, attribute }) => attribute === 2 && (classId === 3 || classId === 4),
    )
    const columns = registers.map(({ obis }) => voltageColumnOf(obis))
    if (columns.every(column => column === undefined)) continue
    const scalers = await ask(source, ...registers.map(scalerQuery))
    return await rowsOf(source, name, terms, rows =>
      rows.flatMap(({ at, numbers }) =>
        numbers.flatMap((number, i) => {
          const [column, scaler] = [columns[i], scalers[i]]
          if (column === undefined || scaler === undefined || number === undefined) return []
          return [{ at, ...column, volts: quantityOf(number, scaler).value }]
        }),
      ),
    )
  }
  return []
}

function dipOf(event: EventName | undefined): { phase: number; kind: DipKind } | undefined {
  const found = /^(sag|swell)L([123])$/.exec(event ?? '')
  return found === null ? undefined : { kind: found[1] as DipKind, phase: Number(found[2]) }
}
