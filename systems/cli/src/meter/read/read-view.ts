import {
  isoTime,
  type Plain,
  type Profile,
  type ProfileColumn,
  plainAttribute,
  profileKind,
  quantityOf,
  rawNumber,
} from '@ferraris/client'
import type { ScalerUnit } from '@ferraris/cosem'
import { type Data, unitSymbol } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { EventProfileName } from '@ferraris/metering'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'
import { localDay } from '../values/moment.ts'
import { obisName } from '../values/obis-names.ts'
import { daysView, dayView } from './day-view.ts'
import { eventsOf, eventsText } from './logged-events.ts'
import { isTime } from './plain-row.ts'
import type { ReadAttribute } from './read-targets.ts'
import type { Reading, ReadRows } from './reading.ts'

/** A whole reading for people. */
export function readingText({ device, identity, clock, registers, profile }: Reading): string {
  const names = new Set(
    [device, ...identity.map(({ value }) => textOf(value))].filter(name => name !== undefined),
  )
  const parts = [
    print.heading([...names].join('  ')),
    `${isoTime(clock.time).replace('T', ' ')}  ${offsetText(clock.offsetSeconds)}`,
    '',
    table(
      [
        { title: 'register' },
        { title: 'name', flexible: 'cut' },
        { title: 'value', align: 'right' },
        { title: '' },
      ],
      registers.map(({ obis, name, text, unit }) => [print.name(obis), name, text, unit]),
    ),
  ]
  if (profile !== undefined) parts.push('', profileText(profile))
  return parts.join('\n')
}

function offsetText(seconds: number | null): string {
  if (seconds === null) return print.warning('no deviation from UTC')
  if (seconds === 0) return print.quiet('clock right')
  const text = `clock ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead'}`
  return Math.abs(seconds) < 5 ? print.quiet(text) : print.warning(text)
}

/** A profile for people: a day or several as curves where it has intervals, a log as events, else its rows. */
export function profileText({ profile, intervals }: ReadRows, list?: EventProfileName): string {
  const title = `${print.name(profile.obis)}  ${obisName(profile.obis)}`
  if (profile.rows.length === 0) return `${title}  ${print.quiet('no rows in this range')}`
  if (profileKind(profile.head) === 'events') return `${title}\n\n${eventsText(eventsOf(profile, list))}`
  if (intervals === undefined) return `${title}\n\n${rowsTable(profile)}`
  const days = [...new Set(intervals.begins.map(localDay))]
  const span = days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`
  const count = print.quiet(`${intervals.ends.length} intervals of ${intervals.seconds / 60} minutes`)
  return `${title}\n${span}  ${count}\n\n${days.length === 1 ? dayView(intervals) : daysView(intervals)}`
}

function rowsTable(profile: Profile): string {
  const { head, units, rows } = profile
  const heads = head.columns.map((column, i) => ({
    title: isTime(profile, i) ? 'time' : titleOf(column, units[i]),
    align: units[i] === undefined ? ('left' as const) : ('right' as const),
  }))
  return table(
    heads,
    rows.map(row => row.map((cell, i) => cellText(cell, units[i], isTime(profile, i)))),
  )
}

function titleOf({ obis }: ProfileColumn, scalerUnit: ScalerUnit | undefined): string {
  const short = obis.split('.').slice(2, 5).join('.')
  return scalerUnit === undefined ? short : `${short} ${unitSymbol(scalerUnit.unit)}`
}

function cellText(cell: Data, scalerUnit: ScalerUnit | undefined, isTime: boolean): string {
  const raw = rawNumber(cell)
  if (scalerUnit !== undefined) return raw === undefined ? '' : quantityOf(raw, scalerUnit).text
  if (isTime)
    return textOf(plainAttribute(classes.clock, 2, cell))
      .replace('T', ' ')
      .slice(0, 16)
  return textOf(plainAttribute(undefined, 2, cell))
}

/** Single attributes for people. */
export function attributesText(attributes: readonly ReadAttribute[]): string {
  return table(
    [{ title: 'attribute' }, { title: 'name' }, { title: 'value', flexible: 'wrap' }, { title: '' }],
    attributes.map(({ obis, attribute, name, attributeName, value, unit, refused }) => [
      print.name(`${obis}:${attribute}`),
      [name, attributeName === 'value' ? '' : attributeName].filter(part => part).join(', '),
      refused === undefined ? textOf(value) : print.warning(refused),
      unit ?? '',
    ]),
  )
}

function textOf(value: Plain): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? String(member) : member))
}
