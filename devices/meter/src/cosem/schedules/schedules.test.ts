import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { idisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { civilDay } from '../../calendar/civil-day.ts'
import { at, breakable, monday, programmedMeter } from '../../programmed-meter.fixture.ts'
import { inMemory } from '../../store/memory/non-volatile.ts'

const { singleActionSchedule, schedule } = classes
const switchSchedule = '0.0.15.0.1.255'
const switchScripts = obis('0.0.10.0.106.255')
const scheduleName = '0.0.12.0.0.255'

/** Times of day on dates, as a single action schedule has them. */
function time(hour: number, minute = 0) {
  return { hour, minute, second: 0, hundredths: 0 }
}
function every(hour: number | undefined, minute = 0) {
  return {
    time: { ...(hour !== undefined && { hour }), minute, second: 0 },
    date: {},
  }
}

function entry(index: number, selector: number, hour: number, changes = {}) {
  return {
    index,
    enabled: true,
    scriptTable: switchScripts,
    selector,
    switchTime: time(hour),
    validityWindow: 0xffff,
    weekdays: '1111111',
    specialDays: '0000',
    beginDate: {},
    endDate: {},
    ...changes,
  }
}

function openings(meter: ReturnType<typeof programmedMeter>) {
  return meter
    .events(at(monday))
    .flatMap(({ code, shown }) => (code === idisCodes.remoteDisconnection ? [shown] : []))
}

describe('a single action schedule', () => {
  test('opens the switch at its time, without a request then', () => {
    const meter = programmedMeter()
    const times = [{ time: time(3, 30), date: { year: 2026, month: 11, dayOfMonth: 5 } }]
    expect(meter.set(singleActionSchedule, switchSchedule, 'executionTime', times)).toBe('success')
    meter.goTo(at(monday + 3, 3, 29, 59))
    expect(meter.isConnected).toBe(true)
    meter.goTo(at(monday + 9))
    expect(meter.isConnected).toBe(false)
    expect(openings(meter)).toEqual([at(monday + 3, 3, 30)])
    expect(meter.meter.store.registers(at(monday + 9))[0]).toBe(
      meter.meter.store.registers(at(monday + 3, 3, 30))[0],
    )
  })

  test('does nothing for a time that was past when it was set', () => {
    const meter = programmedMeter()
    const times = [{ time: time(3), date: { year: 2026, month: 11, dayOfMonth: 2 } }]
    meter.set(singleActionSchedule, switchSchedule, 'executionTime', times)
    meter.goTo(at(monday + 30))
    expect(meter.isConnected).toBe(true)
  })

  test('works on the last Sunday of each month, on the clock of the wall', () => {
    const meter = programmedMeter({}, at(civilDay(2027, 3, 1)))
    meter.set(singleActionSchedule, switchSchedule, 'executionTime', [
      { time: time(2, 30), date: { dayOfMonth: 0xfe, dayOfWeek: 7 } },
    ])
    meter.goTo(at(civilDay(2027, 4, 1)))
    // 28 March 2027 has no 02:30: it comes as the clocks go forward.
    expect(meter.isConnected).toBe(false)
    expect(openings(meter)).toEqual([Date.UTC(2027, 2, 28, 1) / 1000])
  })

  test('comes once in the hour that is passed twice', () => {
    const meter = programmedMeter({}, at(civilDay(2026, 10, 24)))
    meter.set(singleActionSchedule, switchSchedule, 'executionTime', [every(2, 15)])
    meter.goTo(at(civilDay(2026, 10, 25), 1, 50))
    meter.invoke(classes.disconnectControl, '0.0.96.3.10.255', 'remoteReconnect', 0)
    meter.goTo(Date.UTC(2026, 9, 25, 0, 20) / 1000)
    expect(meter.isConnected).toBe(false)
    meter.invoke(classes.disconnectControl, '0.0.96.3.10.255', 'remoteReconnect', 0)
    meter.goTo(Date.UTC(2026, 9, 25, 1, 30) / 1000)
    expect(meter.isConnected).toBe(true)
  })

  test('makes up for what the clock was set past, and repeats what it was set back before', () => {
    const meter = programmedMeter()
    meter.set(singleActionSchedule, switchSchedule, 'executionTime', [every(13)])
    expect(meter.setClock(at(monday, 14))).toBe('success')
    meter.goTo(meter.now + 5)
    expect(meter.isConnected).toBe(false)
    meter.invoke(classes.disconnectControl, '0.0.96.3.10.255', 'remoteReconnect', 0)
    expect(meter.isConnected).toBe(true)
    meter.setClock(at(monday, 12, 30))
    meter.goTo(meter.now + 1799)
    expect(meter.isConnected).toBe(true)
    meter.goTo(meter.now + 1)
    expect(meter.isConnected).toBe(false)
  })

  test('is not repeated when the clock is only synchronised', () => {
    const meter = programmedMeter({}, at(monday, 12, 59))
    meter.set(singleActionSchedule, switchSchedule, 'executionTime', [every(13)])
    meter.goTo(at(monday, 13, 0, 5))
    meter.invoke(classes.disconnectControl, '0.0.96.3.10.255', 'remoteReconnect', 0)
    meter.setClock(at(monday, 12, 59, 50))
    meter.goTo(at(monday, 13, 30))
    expect(meter.isConnected).toBe(true)
  })

  test('gives its host its next wake-up', () => {
    const meter = programmedMeter()
    expect(meter.meter.nextWake()).toBeUndefined()
    meter.set(singleActionSchedule, switchSchedule, 'executionTime', [every(15)])
    expect(meter.meter.nextWake()).toBe(at(monday, 15) * 1000)
  })

  test('executes a script once, wherever the power fails', () => {
    for (let writes = 0; writes < 12; writes++) {
      const memory = breakable()
      const before = programmedMeter({}, at(monday, 12), memory)
      before.set(singleActionSchedule, switchSchedule, 'executionTime', [every(13)])
      before.goTo(at(monday, 14))
      memory.breakAfter(writes)
      try {
        before.isConnected
      } catch (error) {
        expect(String(error)).toContain('the power is gone')
      }
      const after = programmedMeter({}, at(monday, 14), memory.kept)
      expect(after.isConnected).toBe(false)
      expect(openings(after)).toEqual([at(monday, 13)])
    }
  })
})

describe('a schedule', () => {
  test('opens and closes by weekday, and not on the days in between', () => {
    const meter = programmedMeter()
    meter.set(schedule, scheduleName, 'entries', [
      entry(1, 1, 22, { weekdays: '0100000' }),
      entry(2, 2, 6, { weekdays: '0010000' }),
    ])
    const states = [0, 1, 2, 3, 7, 8, 9].map(day => {
      meter.goTo(at(monday + day, 23))
      return meter.isConnected
    })
    expect(states).toEqual([true, false, true, true, true, false, true])
  })

  test('takes a special day by its own bit', () => {
    const meter = programmedMeter()
    meter.set(classes.specialDaysTable, '0.0.11.0.0.255', 'entries', [
      { index: 1, date: { month: 11, dayOfMonth: 4 }, dayId: 3 },
    ])
    meter.invoke(schedule, scheduleName, 'insert', entry(1, 1, 8, { weekdays: '0010000' }))
    meter.goTo(at(monday + 2, 23))
    expect(meter.isConnected).toBe(true)
    meter.invoke(
      schedule,
      scheduleName,
      'insert',
      entry(1, 1, 8, { weekdays: '0000000', specialDays: '0001' }),
    )
    meter.goTo(at(civilDay(2027, 11, 4), 9))
    expect(meter.isConnected).toBe(false)
  })

  test('lets what is too late for its validity window be', () => {
    const meter = programmedMeter()
    meter.set(schedule, scheduleName, 'entries', [entry(1, 1, 13, { validityWindow: 30 })])
    meter.setClock(at(monday, 13, 31))
    meter.goTo(meter.now + 60)
    expect(meter.isConnected).toBe(true)
    meter.setClock(at(monday, 12))
    meter.goTo(meter.now + 60)
    meter.setClock(at(monday, 13, 29))
    meter.goTo(meter.now + 60)
    expect(meter.isConnected).toBe(false)
  })

  test('disables, enables and deletes ranges of entries', () => {
    const meter = programmedMeter()
    meter.set(schedule, scheduleName, 'entries', [entry(1, 1, 13), entry(2, 1, 14), entry(3, 1, 15)])
    const ranges = { firstDisabled: 1, lastDisabled: 3, firstEnabled: 3, lastEnabled: 3 }
    meter.invoke(schedule, scheduleName, 'enableDisable', ranges)
    meter.invoke(schedule, scheduleName, 'delete', { first: 2, last: 2 })
    const left = meter.get(schedule, scheduleName, 'entries')
    expect(left.map(({ index, enabled }) => [index, enabled])).toEqual([
      [1, false],
      [3, true],
    ])
    expect(meter.meter.nextWake()).toBe(at(monday, 15) * 1000)
  })

  test('outlives a restart', () => {
    const memory = inMemory()
    programmedMeter({}, at(monday, 12), memory).set(schedule, scheduleName, 'entries', [entry(1, 1, 13)])
    expect(programmedMeter({}, at(monday, 14), memory).isConnected).toBe(false)
  })
})

test('scripts that start one another come to an end', () => {
  const meter = programmedMeter()
  const again = {
    service: 'execute' as const,
    classId: 9,
    obis: switchScripts,
    index: 1,
    parameter: data.longUnsigned(1),
  }
  const scripts = [{ selector: 1, actions: Array(200).fill(again) }]
  expect(meter.set(classes.scriptTable, switchScripts, 'scripts', scripts)).toBe('success')
  expect(meter.invoke(classes.scriptTable, switchScripts, 'execute', 1).result).toBe('success')
})
