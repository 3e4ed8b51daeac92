import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { controlStates, idisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import type { LoadSource } from '../../load/load-source.ts'
import { at, monday, programmedMeter, steady } from '../../programmed-meter.fixture.ts'

const { limiter, registerMonitor } = classes
const limiterName = '0.0.17.0.0.255'
const monitor = '0.0.16.1.0.255'
const switchScripts = obis('0.0.10.0.106.255')
function script(selector: number) {
  return { scriptTable: switchScripts, selector }
}

/** Draws 1 kW, and from 18:00 to 19:00 another power, W. */
function evening(power: number): LoadSource {
  const source = steady(1000)
  const day = source.day(0)
  const drawn = day.import.slice().fill(power / 4, 72, 76)
  return { ...source, day: () => ({ ...day, import: drawn }) }
}

describe('a limiter', () => {
  test('opens the switch once the power has been too high for long enough', () => {
    const meter = programmedMeter({ load: evening(5000) })
    meter.set(limiter, limiterName, 'minOverThresholdDuration', 120)
    expect(meter.set(limiter, limiterName, 'thresholdNormal', data.doubleLongUnsigned(2500))).toBe('success')
    meter.goTo(at(monday, 17, 59))
    expect(meter.isConnected).toBe(true)
    meter.goTo(at(monday + 3))
    const opened = meter.events(at(monday)).filter(({ code }) => code === idisCodes.localDisconnection)
    expect(opened).toHaveLength(1)
    const { shown } = opened[0]!
    const { store } = meter.meter
    expect(meter.isConnected).toBe(false)
    expect(store.supply.controlState).toBe(controlStates.readyForReconnection)
    expect(shown).toBeGreaterThanOrEqual(at(monday, 18, 2))
    expect(shown).toBeLessThan(at(monday, 19))
    for (let second = shown - 120; second < shown; second++)
      expect(store.importPower(second)).toBeGreaterThan(2500)
  })

  test('opens at the same second however often the meter was read in between', () => {
    const moments = [1, 17, 300, 86_400].map(step => {
      const meter = programmedMeter({ load: evening(5000) }, at(monday, 17))
      meter.set(limiter, limiterName, 'thresholdNormal', data.doubleLongUnsigned(2500))
      for (let now = at(monday, 17, 50); now < at(monday, 18, 30); now += step) {
        meter.goTo(now)
        meter.isConnected
      }
      meter.goTo(at(monday, 20))
      meter.isConnected
      return meter.events(at(monday)).find(({ code }) => code === idisCodes.localDisconnection)?.shown
    })
    expect(new Set(moments).size).toBe(1)
    expect(moments[0]).toBeDefined()
  })

  test('closes it again by its other script, where the control mode lets it', () => {
    const meter = programmedMeter({ load: evening(5000) })
    meter.set(classes.disconnectControl, '0.0.96.3.10.255', 'controlMode', 5)
    meter.set(limiter, limiterName, 'minUnderThresholdDuration', 600)
    meter.set(limiter, limiterName, 'actions', { overThreshold: script(3), underThreshold: script(4) })
    meter.set(limiter, limiterName, 'thresholdNormal', data.doubleLongUnsigned(2500))
    meter.goTo(at(monday, 23))
    expect(meter.isConnected).toBe(true)
    const codes = meter.events(at(monday)).map(({ code }) => code)
    expect(codes.slice(0, 5)).toEqual([
      idisCodes.limiterChanged,
      idisCodes.limiterExceeded,
      idisCodes.localDisconnection,
      idisCodes.limiterKept,
      idisCodes.localReconnection,
    ])
  })

  test('takes the threshold of an emergency of one of its groups, while it lasts', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const begin = { year: 2026, month: 11, dayOfMonth: 3, hour: 10, minute: 0, second: 0, hundredths: 0 }
    meter.set(limiter, limiterName, 'thresholdEmergency', data.doubleLongUnsigned(100))
    meter.set(limiter, limiterName, 'thresholdNormal', data.doubleLongUnsigned(20_000))
    meter.set(limiter, limiterName, 'emergencyProfile', { id: 7, activationTime: begin, duration: 3600 })
    meter.goTo(at(monday + 1, 10, 30))
    expect(meter.isConnected).toBe(true)
    meter.set(limiter, limiterName, 'emergencyProfileGroupIds', [3, 7])
    expect(meter.get(limiter, limiterName, 'emergencyProfileActive')).toBe(true)
    expect(meter.get(limiter, limiterName, 'thresholdActive')).toEqual(data.doubleLongUnsigned(100))
    meter.goTo(at(monday + 1, 12))
    expect(meter.get(limiter, limiterName, 'emergencyProfileActive')).toBe(false)
    expect(meter.isConnected).toBe(false)
  })

  test('opens again in the quarter hour in which the customer has closed', () => {
    const meter = programmedMeter({ load: steady(4000) })
    meter.set(limiter, limiterName, 'minOverThresholdDuration', 5)
    meter.set(limiter, limiterName, 'thresholdNormal', data.doubleLongUnsigned(1000))
    meter.goTo(at(monday, 12, 14))
    expect(meter.isConnected).toBe(false)
    meter.meter.store.supply.execute('manual-reconnect', meter.now)
    meter.goTo(at(monday, 12, 14, 59))
    meter.meter.wake()
    const { localDisconnection, manualConnection } = idisCodes
    const moved = meter.events(at(monday)).filter(({ code }) => code < 65 && code > 58)
    expect(moved.map(({ code }) => code)).toEqual([localDisconnection, manualConnection, localDisconnection])
  })

  test('opens again where the customer closes before the limit counts as kept', () => {
    const meter = programmedMeter({ load: steady(4000) })
    meter.set(limiter, limiterName, 'minOverThresholdDuration', 300)
    meter.set(limiter, limiterName, 'minUnderThresholdDuration', 3600)
    meter.set(limiter, limiterName, 'thresholdNormal', data.doubleLongUnsigned(1000))
    meter.goTo(at(monday, 13))
    for (const hour of [13, 14]) {
      expect(meter.isConnected).toBe(false)
      meter.meter.store.supply.execute('manual-reconnect', meter.now)
      meter.goTo(at(monday, hour, 4))
      expect(meter.isConnected).toBe(true)
      meter.goTo(at(monday, hour + 1))
    }
    const { localDisconnection, limiterExceeded } = idisCodes
    const codes = meter.events(at(monday)).map(({ code }) => code)
    for (const code of [localDisconnection, limiterExceeded])
      expect(codes.filter(its => its === code)).toHaveLength(3)
  })

  test('takes no threshold that is no number', () => {
    const meter = programmedMeter()
    expect(meter.set(limiter, limiterName, 'thresholdNormal', data.text('much'))).toBe('type-unmatched')
  })
})

describe('a register monitor', () => {
  test('executes a script as a register passes its threshold, once', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const { store } = meter.meter
    const reference = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }
    const threshold = store.registers(at(monday + 2, 10))[0]!
    meter.set(registerMonitor, monitor, 'monitoredValue', reference)
    meter.set(registerMonitor, monitor, 'actions', [{ up: script(1), down: script(0) }])
    meter.set(registerMonitor, monitor, 'thresholds', [data.doubleLongUnsigned(threshold)])
    meter.goTo(at(monday + 2, 9, 59))
    expect(meter.isConnected).toBe(true)
    meter.goTo(at(monday + 2, 10, 5))
    expect(meter.isConnected).toBe(false)
    meter.invoke(classes.disconnectControl, '0.0.96.3.10.255', 'remoteReconnect', 0)
    meter.goTo(at(monday + 20))
    expect(meter.isConnected).toBe(true)
  })

  test('distinguishes up from down', () => {
    const meter = programmedMeter({ load: evening(8000) })
    meter.set(registerMonitor, monitor, 'monitoredValue', {
      classId: 5,
      obis: obis('1.0.1.4.0.255'),
      attribute: 3,
    })
    meter.set(registerMonitor, monitor, 'actions', [{ up: script(0), down: script(1) }])
    meter.set(registerMonitor, monitor, 'thresholds', [data.doubleLongUnsigned(5000)])
    meter.goTo(at(monday, 19))
    expect(meter.isConnected).toBe(true)
    meter.goTo(at(monday, 19, 16))
    expect(meter.isConnected).toBe(false)
  })
})
