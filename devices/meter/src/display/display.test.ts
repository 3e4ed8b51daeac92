import { obisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { register } from '../metrology/registers.ts'
import { at, monday, programmedMeter, steady } from '../programmed-meter.fixture.ts'
import { inMemory } from '../store/memory/non-volatile.ts'

const names = [
  'Active energy',
  'Reactive energy',
  'Apparent energy',
  'Active power',
  'Reactive power',
  'Apparent power',
]

function nameOf({ meter }: ReturnType<typeof programmedMeter>): string | undefined {
  return meter.display().page?.name
}

describe('the display of a meter', () => {
  test('uc K-6 welcomes, then two buttons scroll through six values and wrap around', () => {
    const meter = programmedMeter()
    expect(meter.meter.display()).toMatchObject({
      text: 'FERRARIS - WELCOME',
      page: undefined,
      isDark: false,
    })
    const seen = Array.from({ length: 7 }, () => {
      meter.meter.press('down')
      return nameOf(meter)
    })
    expect(seen).toEqual([...names, names[0]])
    meter.meter.press('up')
    expect(nameOf(meter)).toBe('Apparent power')
    const other = programmedMeter()
    other.meter.press('up')
    expect(nameOf(other)).toBe('Apparent power')
  })

  test('uc K-6 is refreshed with each second, and shows what the registers hold', () => {
    const meter = programmedMeter()
    meter.meter.press('up')
    const shown = Array.from({ length: 60 }, () => {
      meter.goTo(meter.now + 1)
      return meter.meter.display().page
    })
    expect(new Set(shown.map(page => page?.value)).size).toBeGreaterThan(5)
    meter.meter.press('down')
    expect(meter.meter.display().page).toEqual({
      number: 1,
      obis: obisCodes.activeEnergyImport,
      name: 'Active energy',
      value: register(meter.meter.store.registers(meter.now), 'import'),
      unit: 'Wh',
    })
  })

  test.each([
    [1, 1000],
    [3, 500],
  ] as const)('uc K-6 of %i phases flashes with energy times %i pulses each kWh', (phases, constant) => {
    const meter = programmedMeter({ phases, load: steady(2400) })
    const before = meter.meter.display().leds.active.pulses
    let flashes = 0
    for (let second = 0; second < 900; second++) {
      meter.goTo(meter.now + 1)
      const { lit } = meter.meter.display().leds.active
      if (lit) flashes++
    }
    const { pulses, constant: shown } = meter.meter.display().leds.active
    expect(shown).toBe(constant)
    expect(Math.abs(pulses - before - (600 * constant) / 1000)).toBeLessThanOrEqual(1)
    expect(flashes).toBeGreaterThan(0)
    expect(flashes).toBeLessThanOrEqual(pulses - before)
  })

  test.each([
    ['meter', 44, 45],
    ['terminal', 40, 41],
  ] as const)(
    'uc K-6 the button under the cover of the %s writes events, and the front shows it',
    (cover, opened, closed) => {
      const meter = programmedMeter()
      const began = meter.now
      meter.meter.harm({ kind: `${cover}-cover`, from: began })
      expect(meter.meter.display().covers[cover]).toBe('open')
      meter.goTo(began + 60)
      meter.meter.endHarm(`${cover}-cover`, meter.now)
      expect(meter.meter.display().covers[cover]).toBe('closed')
      expect(meter.events(began).map(({ code }) => code)).toEqual([opened, closed])
    },
  )

  test('is dark without supply, answers no button, and has forgotten the value afterwards', () => {
    const meter = programmedMeter()
    meter.meter.press('down')
    meter.meter.harm({ kind: 'outage', from: meter.now })
    expect(meter.meter.display()).toMatchObject({ isDark: true, page: undefined })
    expect(meter.meter.press('down')).toBe(false)
    meter.goTo(meter.now + 60)
    meter.meter.endHarm('outage', meter.now)
    expect(meter.meter.display()).toMatchObject({ isDark: false, text: 'FERRARIS - WELCOME' })
  })

  test('shows a message to the customer in place of the welcome, while it lasts', () => {
    const memory = inMemory()
    const meter = programmedMeter({}, at(monday, 12), memory)
    memory.set('display.message', { text: 'Works on Thursday', from: meter.now, seconds: 60, priority: 0 })
    expect(meter.meter.display().text).toBe('Works on Thursday')
    meter.goTo(meter.now + 60)
    expect(meter.meter.display().text).toBe('FERRARIS - WELCOME')
  })

  test('its third button closes a switch that is ready, and no other', () => {
    const meter = programmedMeter()
    const { supply } = meter.meter.store
    expect(meter.meter.press('reconnect')).toBe(false)
    supply.execute('local-disconnect', meter.now)
    expect(meter.meter.press('reconnect')).toBe(true)
    expect(supply.outputState).toBe(true)
    expect(meter.meter.store.events.all(meter.now).at(-1)?.code).toBe(61)
  })
})
