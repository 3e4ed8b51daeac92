import { addDays, zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import {
  beginDay,
  type CountersMessage,
  counterDays,
  countFrame,
  type DailyCounters,
  dayOfFrame,
  decodeCounters,
  encodeCounters,
  encodeCountersCsv,
  type Frame,
  fromWord,
  highestCount,
  markPowerLoss,
  noCounters,
  toWord,
} from '../index.ts'

const rome = zone('Europe/Rome')
const midnight = rome.startOfDay('2026-11-30')

function quarter(measureTime: number): Frame {
  const energies = { quarterEnergy: 1, previousQuarterEnergy: 1, power: 4, averagePower: 4, totalEnergy: 100 }
  return { frame: 1, messageTime: measureTime + 100, measureTime, tariff: 1, ...energies }
}
function power(eventTime: number): Frame {
  return { frame: 21, eventType: 2, eventTime, eventCount: 1, power: 1 }
}
function counted(frames: readonly Frame[], before: DailyCounters = noCounters): DailyCounters {
  return frames.reduce((counters, frame) => countFrame(counters, frame, rome), before)
}

describe('daily counters', () => {
  test('count a quarter on the day it measures, whenever it is sent, and an event on the day it happened', () => {
    expect(dayOfFrame(quarter(midnight), rome)).toBe('2026-11-29')
    expect(dayOfFrame(quarter(midnight + 900), rome)).toBe('2026-11-30')
    expect(dayOfFrame(power(midnight), rome)).toBe('2026-11-30')
    expect(dayOfFrame(power(midnight - 1), rome)).toBe('2026-11-29')
  })

  test('count 92 and 100 quarters on the days when the clocks change', () => {
    for (const [day, quarters] of [
      ['2026-03-29', 92],
      ['2026-10-25', 100],
      ['2026-11-30', 96],
    ] as const) {
      const first = rome.startOfDay(day)
      const frames = Array.from({ length: 100 }, (_, i) => quarter(first + (i + 1) * 900))
      expect(counted(frames).find(one => one.day === day)?.loadCurve).toBe(quarters)
    }
  })

  test('count each kind in its own register', () => {
    const alert: Frame = {
      frame: 22,
      eventType: 4,
      eventTime: midnight,
      eventCount: 1,
      power: 1,
      availablePower: 1,
      countdown: 1,
    }
    const week: Frame = {
      frame: 25,
      eventType: 8,
      eventTime: midnight,
      eventCount: 1,
      threshold: 1,
      weekEnergy: 1,
    }
    const produced: Frame = { frame: 41, eventType: 2, eventTime: midnight, eventCount: 1, power: 1 }
    const outage: Frame = { frame: 23, eventType: 7, eventTime: midnight, eventCount: 1, outageDuration: 1 }
    expect(counted([power(midnight), power(midnight), alert, week, produced, outage])).toEqual([
      { day: '2026-11-30', instPower: 2, alerts: 2, loadCurve: 0, prodAvg: 0, prodInst: 1, powerLoss: false },
    ])
  })

  test('stay at their highest value and do not begin anew', () => {
    const full: DailyCounters = beginDay(noCounters, '2026-11-30').map(day => ({
      ...day,
      instPower: highestCount,
    }))
    expect(counted([power(midnight)], full)[0]?.instPower).toBe(highestCount)
  })

  test('keep sixty days, those that come late in their place', () => {
    const days = Array.from({ length: 70 }, (_, i) => addDays('2026-09-01', i))
    const counters = days.reduce(beginDay, noCounters)
    expect(counters.map(({ day }) => day)).toEqual(days.slice(-counterDays))
    const late = counted([power(rome.startOfDay('2026-09-20'))], counters)
    expect(late).toHaveLength(counterDays)
    expect(late.find(({ day }) => day === '2026-09-20')?.instPower).toBe(1)
    expect(counted([power(rome.startOfDay('2026-08-01'))], counters)).toEqual(counters)
  })

  test('after a month without supply have a month of void days, with what was counted kept', () => {
    const before = counted([power(rome.startOfDay('2026-10-01'))])
    const after = markPowerLoss(before, '2026-10-01', '2026-10-30')
    expect(after).toHaveLength(30)
    expect(after.every(day => day.powerLoss)).toBe(true)
    expect(after[0]?.instPower).toBe(1)
    expect(markPowerLoss(noCounters, '2020-01-01', '2026-10-30')).toHaveLength(counterDays)
  })
})

test('a register is fifteen bits and a mark', () => {
  expect(toWord({ count: 96, powerLoss: false })).toBe(0x0060)
  expect(toWord({ count: 96, powerLoss: true })).toBe(0x8060)
  expect(toWord({ count: 40_000, powerLoss: true })).toBe(0xffff)
  expect(fromWord(0x8060)).toEqual({ count: 96, powerLoss: true })
})

const message: CountersMessage = {
  duId: 'DU-1',
  smitpAddr: '464500000001',
  systemTitle: '464552aabbccddee',
  pod: 'IT001E01524052',
  meter: 'M1',
  fw: '1.0.0',
  days: markPowerLoss(counted([power(midnight), quarter(midnight + 900)]), '2026-11-30'),
}

describe('counters on their way to the platform', () => {
  test('come back from their text', () => {
    expect(decodeCounters(encodeCounters(message))).toEqual(message)
    expect(JSON.parse(encodeCounters(message))).toMatchObject({
      schema: 'chain2-counters/1',
      days: [{ day: '2026-11-30', instPower: 1, prodAvg: null, prodInst: null, powerLoss: true }],
    })
  })

  test('may be of a ring that is empty, of a firmware that is not told, with hours, and with a POD that is filled up', () => {
    const byHour = Array.from({ length: 120 }, (_, at) => at % 5)
    const days = message.days.map(day => ({ ...day, byHour }))
    const { fw: _, ...others } = { ...message, days }
    expect(decodeCounters(encodeCounters(others))).toEqual(others)
    expect(decodeCounters(encodeCounters({ ...message, days: [] }))).toEqual({ ...message, days: [] })
    const filled = encodeCounters(message).replace('IT001E01524052', 'IT001E01524052  ')
    expect(decodeCounters(filled).pod).toBe('IT001E01524052')
    const short = encodeCounters({ ...message, days: days.map(day => ({ ...day, byHour: [1] })) })
    expect(() => decodeCounters(short)).toThrow('days[0].byHour: must be a list of 120')
  })

  test('of production are told by the meters that have them', () => {
    const told = encodeCounters({ ...message, meter: 'M2' })
    expect(JSON.parse(told).days[0].prodAvg).toBe(0)
    expect(() => decodeCounters(told.replace('"prodAvg":0', '"prodAvg":null'))).toThrow(
      'days[0].prodAvg: must be a whole number',
    )
  })

  test('are refused with the place of the fault', () => {
    const text = encodeCounters(message)
    const faults: [string, string][] = [
      ['{', 'is no JSON'],
      [text.replace('chain2-counters/1', 'x'), 'schema: must be'],
      [text.replace('2026-11-30', '2026-11-31'), 'days[0].day: 2026-11-31 is no day'],
      [text.replace('"instPower":1', '"instPower":-1'), 'days[0].instPower: must be a whole number'],
      [text.replace('"powerLoss":true', '"powerLoss":1'), 'days[0].powerLoss: must be true or false'],
      [text.replace('"M1"', '"M9"'), 'meter: must be one of M1'],
      [text.replace('464500000001', 'zz'), 'smitpAddr: must be'],
    ]
    for (const [given, expected] of faults) expect(() => decodeCounters(given)).toThrow(expected)
    const [day] = message.days
    expect(() => decodeCounters(encodeCounters({ ...message, days: [day, day] as DailyCounters }))).toThrow(
      'stands twice',
    )
  })

  test('stand in a file as raw registers', () => {
    expect(encodeCountersCsv([message])).toBe(
      'pod;du_id;smitp_addr;system_title;meter;day;reg_inst_power;reg_alert;reg_load_curve;reg_prod_avg;reg_prod_inst\r\n' +
        'IT001E01524052;DU-1;464500000001;464552aabbccddee;M1;2026-11-30;8001;8000;8001;;\r\n',
    )
  })
})
