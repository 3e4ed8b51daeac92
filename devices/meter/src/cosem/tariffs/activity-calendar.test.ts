import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { idisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { civilDay } from '../../calendar/civil-day.ts'
import { at, monday, programmedMeter, steady } from '../../programmed-meter.fixture.ts'
import { inMemory } from '../../store/memory/non-volatile.ts'

const { activityCalendar, registerActivation, scriptTable, specialDaysTable, singleActionSchedule } = classes
const calendar = '0.0.13.0.0.255'
const masks = '0.0.14.0.0.255'
const tariffScripts = obis('0.0.10.0.100.255')
function text(value: string) {
  return new TextEncoder().encode(value)
}

function start(hour: number, selector: number, minute = 0, table: Obis = tariffScripts) {
  return {
    start: { hour, minute, second: 0, hundredths: 0 },
    scriptTable: table,
    selector,
  }
}
function week(name: string, working: number, rest = working) {
  return {
    name: text(name),
    monday: working,
    tuesday: working,
    wednesday: working,
    thursday: working,
    friday: working,
    saturday: rest,
    sunday: rest,
  }
}

type Meter = ReturnType<typeof programmedMeter>

/** A calendar of tariff 4 by day and 2 by night in winter, 1 all day in summer; written, not activated. */
function writePassive(meter: Meter) {
  return [
    meter.set(activityCalendar, calendar, 'calendarNamePassive', text('new')),
    meter.set(activityCalendar, calendar, 'seasonProfilePassive', [
      { name: text('summer'), start: { month: 4, dayOfMonth: 1 }, week: text('s') },
      { name: text('winter'), start: { month: 10, dayOfMonth: 1 }, week: text('w') },
    ]),
    meter.set(activityCalendar, calendar, 'weekProfileTablePassive', [week('s', 1), week('w', 2)]),
    meter.set(activityCalendar, calendar, 'dayProfileTablePassive', [
      { dayId: 1, schedule: [start(0, 1)] },
      { dayId: 2, schedule: [start(6, 4, 30), start(22, 2)] },
      { dayId: 3, schedule: [start(0, 3)] },
    ]),
  ]
}

function tariffs({ meter: { store } }: Meter, instant: number) {
  return Array.from(store.registers(instant).slice(4, 8))
}
function counted(meter: Meter, from: number, to: number) {
  const before = tariffs(meter, from)
  return tariffs(meter, to).map((value, tariff) => value - before[tariff]!)
}
function activeTariff(meter: Meter) {
  return meter.get(classes.data, '0.0.96.14.0.255', 'value').value
}

test('the factory calendar is shown as tables of its class', () => {
  const meter = programmedMeter()
  expect(meter.get(activityCalendar, calendar, 'weekProfileTableActive')).toHaveLength(1)
  expect(meter.get(activityCalendar, calendar, 'dayProfileTableActive')).toHaveLength(3)
  const days = meter.get(specialDaysTable, '0.0.11.0.0.255', 'entries')
  expect(days).toContainEqual({
    index: expect.any(Number),
    date: { year: 2026, month: 12, dayOfMonth: 8 },
    dayId: 3,
  })
})

test('the passive calendar takes over at its time and feeds the tariff registers', () => {
  const meter = programmedMeter({ load: steady(1000) })
  expect(writePassive(meter)).toEqual(['success', 'success', 'success', 'success'])
  const time = { year: 2026, month: 11, dayOfMonth: 4, hour: 0, minute: 0, second: 0, hundredths: 0 }
  meter.set(activityCalendar, calendar, 'activatePassiveCalendarTime', time)
  meter.goTo(at(monday + 4))
  expect(meter.get(activityCalendar, calendar, 'calendarNameActive')).toEqual(text('new'))
  expect(counted(meter, at(monday + 1), at(monday + 2))).toEqual([11_000, 5000, 8000, 0])
  expect(counted(meter, at(monday + 2), at(monday + 3))).toEqual([0, 8500, 0, 15_500])
  expect(meter.events(at(monday)).map(({ code }) => code)).toEqual([
    idisCodes.tariffsProgrammed,
    idisCodes.tariffsActivated,
  ])
})

test('the past stays as it was counted, before and after a restart', () => {
  const memory = inMemory()
  const before = programmedMeter({}, at(monday, 12), memory)
  const past = tariffs(before, at(monday, 12))
  writePassive(before)
  expect(before.invoke(activityCalendar, calendar, 'activatePassiveCalendar', 0).result).toBe('success')
  const later = at(monday + 10, 3)
  const after = programmedMeter({}, later, memory)
  expect(tariffs(after, at(monday, 12))).toEqual(past)
  expect(tariffs(after, later)).toEqual(tariffs(before, later))
  const registers = after.meter.store.registers(later)
  expect(registers.slice(4, 8).reduce((a, b) => a + b)).toBe(registers[0])
})

test('a calendar that does not hang together is not activated', () => {
  const meter = programmedMeter()
  writePassive(meter)
  meter.set(activityCalendar, calendar, 'weekProfileTablePassive', [week('s', 1)])
  expect(meter.invoke(activityCalendar, calendar, 'activatePassiveCalendar', 0).result).toBe('other-reason')
  expect(meter.get(activityCalendar, calendar, 'calendarNameActive')).toEqual(text('F1/F2/F3'))
})

test('the season decides the week, a special day the day', () => {
  const meter = programmedMeter()
  writePassive(meter)
  meter.invoke(activityCalendar, calendar, 'activatePassiveCalendar', 0)
  const day = { index: 7, date: { month: 11, dayOfMonth: 11 }, dayId: 3 }
  expect(meter.invoke(specialDaysTable, '0.0.11.0.0.255', 'insert', day).result).toBe('success')
  const seen = [at(monday, 23), at(civilDay(2026, 11, 11), 23), at(civilDay(2027, 4, 5), 23)].map(instant => {
    meter.goTo(instant)
    return [activeTariff(meter), String.fromCharCode(...meter.get(registerActivation, masks, 'activeMask'))]
  })
  expect(seen).toEqual([
    [2, 'T2'],
    [3, 'T3'],
    [1, 'T1'],
  ])
})

test('a script switches the tariff until the calendar switches next', () => {
  const meter = programmedMeter({ load: steady(1000) })
  expect(meter.invoke(scriptTable, tariffScripts, 'execute', 4).result).toBe('success')
  meter.goTo(at(monday, 12, 20))
  expect(activeTariff(meter)).toBe(4)
  meter.goTo(at(monday, 19, 20))
  expect(activeTariff(meter)).toBe(2)
  expect(counted(meter, at(monday, 12), at(monday, 20))).toEqual([0, 1000, 0, 7000])
})

test('a mask decides which register a tariff script feeds', () => {
  const meter = programmedMeter({ load: steady(1000) })
  meter.invoke(registerActivation, masks, 'addMask', { name: text('T1'), registers: [4] })
  meter.goTo(at(monday, 13))
  expect(counted(meter, at(monday, 12), at(monday, 13))).toEqual([0, 0, 0, 1000])
})

test('a day may start other scripts than those of tariffs', () => {
  const meter = programmedMeter()
  writePassive(meter)
  meter.set(activityCalendar, calendar, 'dayProfileTablePassive', [
    { dayId: 1, schedule: [start(0, 1)] },
    { dayId: 2, schedule: [start(0, 2), start(18, 1, 7, obis('0.0.10.0.106.255'))] },
  ])
  meter.invoke(activityCalendar, calendar, 'activatePassiveCalendar', 0)
  meter.goTo(at(monday, 18, 6))
  expect(meter.isConnected).toBe(true)
  meter.goTo(at(monday, 18, 7))
  expect(meter.isConnected).toBe(false)
})

test('a single action schedule may start a tariff script', () => {
  const meter = programmedMeter()
  meter.set(singleActionSchedule, '0.0.15.0.1.255', 'executedScript', {
    scriptTable: tariffScripts,
    selector: 4,
  })
  meter.set(singleActionSchedule, '0.0.15.0.1.255', 'executionTime', [
    { time: { hour: 14, minute: 0, second: 0 }, date: {} },
  ])
  meter.goTo(at(monday, 18))
  expect(activeTariff(meter)).toBe(4)
})
