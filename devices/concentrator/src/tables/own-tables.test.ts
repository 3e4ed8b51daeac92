import { at } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { decodeMessage, encodeMessage, type Message } from '@ferraris/smitp'
import { concentratorCatalogue, runEntryCommand } from '@ferraris/smitp/concentrator-tables'
import { mutations } from '@ferraris/testing'
import { calendarEntries, ownConditions } from '@ferraris/uplink'
import { describe, expect, test } from 'vitest'
import { hourMs, minuteMs, TestSection } from '../testing/section.fixture.ts'

const { setting, statusWord, event, meter, calendar, name } = concentratorCatalogue

function ask(section: TestSection, request: Message): Message {
  const message = { dsap: 0, ecc: 'none', lsdu: encodeMessage(request) } as const
  const answer = section.concentrator.ownMessage(message, section.line.now)!
  return decodeMessage(answer.lsdu)
}
function row(section: TestSection, table: number, number: number): Uint8Array {
  const answer = ask(section, { kind: 'read.request', table, row: number })
  if (answer.kind !== 'read.response') throw new Error(JSON.stringify(answer))
  return answer.data
}
function error(answer: Message): number | undefined {
  return answer.kind === 'nack' ? answer.error : undefined
}
function settings(section: TestSection): number[] {
  return [0, 1, 2, 3, 4].map(number => decode(setting.codec, row(section, setting.table, number)).value)
}

describe('the tables of a concentrator', () => {
  test('uc K-19 they tell the central system of itself and of its meters', () => {
    const section = new TestSection({ meters: 3, settings: { historyDays: 2 } })
    section.run(2 * hourMs)
    expect(decode(name.codec, row(section, 1, 0))).toEqual({ name: 'CS-1' })
    const word = decode(statusWord.codec, row(section, 0, 0x3f))
    expect(word.conditions & (1 << ownConditions.indexOf('searching'))).toBe(0)
    const newest = decode(event.codec, row(section, event.table, word.eventCounter & 0xff))
    expect(newest.number).toBe(word.eventCounter)
    expect(decode(event.codec, row(section, event.table, 1))).toMatchObject({ number: 1, code: 'started' })
    const found = ask(section, { kind: 'read-table.request', table: meter.table, firstRow: 0, lastRow: 255 })
    if (found.kind !== 'read-table.response') throw new Error(found.kind)
    expect(found.rows.map(({ data }) => decode(meter.codec, data).state)).toEqual(Array(3).fill('adopted'))
    const inventory = calendarEntries.indexOf('inventory')
    expect(decode(calendar.codec, row(section, calendar.table, inventory)).every).toBe(900)
    const { tables } = ask(section, { kind: 'list-tables.request' }) as Extract<
      Message,
      { kind: 'list-tables.response' }
    >
    expect(tables.map(({ table }) => table)).toContain(setting.table)
  })

  test('uc K-19 they are written and reset where they may be, and what is set is kept and told', () => {
    const section = new TestSection({ meters: 1 })
    section.run(minuteMs)
    const factory = settings(section)
    const data = encode(setting.codec, { value: 9 })
    const write = (table: number, number: number, octets = data) =>
      ask(section, { kind: 'write.request', table, row: number, data: octets })
    expect(write(setting.table, 1)).toMatchObject({ kind: 'ack' })
    expect(settings(section)).toEqual(factory.map((value, i) => (i === 1 ? 9 : value)))
    section.run(1000)
    expect(section.headEnd.last('settings')).toMatchObject({ settings: { attempts: 9 } })
    // Not writable, out of its bounds, no row, no table, wrong length.
    const codes = [
      write(0, 0x3f),
      write(setting.table, 0, encode(setting.codec, { value: 1 })),
      write(setting.table, 77),
      write(0xee, 0),
      write(setting.table, 1, data.subarray(1)),
    ].map(error)
    expect(codes.every(code => code !== undefined)).toBe(true)
    expect(new Set(codes).size).toBe(5)
    const reset = (table: number, number: number) =>
      ask(section, { kind: 'reset-table.request', table, row: number })
    expect(reset(setting.table, 0xff)).toMatchObject({ kind: 'ack' })
    expect(settings(section)).toEqual(factory)
    expect(error(reset(1, 0))).toBe(at(codes, 0))
  })

  test('uc K-19 they a command runs an entry of the calendar', () => {
    const section = new TestSection({ meters: 1 })
    section.run(minuteMs)
    const run = (entry: number) =>
      ask(section, { kind: 'command.request', command: runEntryCommand, parameters: Uint8Array.of(entry) })
    expect(run(calendarEntries.indexOf('search'))).toMatchObject({ kind: 'ack' })
    expect(run(200)).toMatchObject({ kind: 'nack' })
    section.run(minuteMs)
    expect(section.headEnd.logged()).toContain('run-now')
  })

  test('uc K-19 they are for the link to the head-end alone, and broken messages are refused', () => {
    const section = new TestSection({ meters: 1 })
    const { now } = section.line
    const lsdu = encodeMessage({ kind: 'read.request', table: 0, row: 0x3f })
    expect(section.concentrator.ownMessage({ dsap: 0, ecc: 'ctr-read', lsdu }, now)).toBeUndefined()
    expect(section.concentrator.ownMessage({ dsap: 1, ecc: 'none', lsdu }, now)).toBeUndefined()
    const valid: Message[] = [
      { kind: 'read.request', table: 0, row: 0x3f },
      { kind: 'write.request', table: setting.table, row: 1, data: Uint8Array.of(9, 0, 0, 0) },
      { kind: 'reset-table.request', table: setting.table, row: 255 },
      { kind: 'read-table.request', table: meter.table, firstRow: 0, lastRow: 255 },
    ]
    for (const octets of mutations(3, valid.map(encodeMessage), 20_000)) {
      const answer = section.concentrator.ownMessage({ dsap: 0, ecc: 'none', lsdu: octets }, now)!
      expect(answer.lsdu.length).toBeLessThanOrEqual(128)
    }
  })
})
