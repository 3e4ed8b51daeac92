import {
  type Data,
  data,
  dateTimeAt,
  decodeData,
  encodeData,
  encodeDateTime,
  obis,
  obisToOctets,
  zone,
} from '@ferraris/cosem'
import { classes, type InterfaceClass } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { msOf, obisCodes } from '@ferraris/metering'
import { namedKeys, testMeter } from '@ferraris/testing/meter'
import { civilDay } from './calendar/civil-day.ts'
import { LocalCalendar } from './calendar/local-day.ts'
import type { LoadSource } from './load/load-source.ts'
import type { DlmsSetup } from './meter.ts'
import type { MeterKeys } from './security/meter-keys.ts'
import { inMemory, type NonVolatile } from './store/memory/non-volatile.ts'
import type { MeterSetup } from './store/meter-store.ts'

export const calendar = new LocalCalendar(zone('Europe/Rome'))
/** Monday, 2 November 2026: a day like others, after the change of the clocks. */
export const monday = civilDay(2026, 11, 2)
/** An instant of a local day: `at(monday, 12, 30)`. */
export function at(day: number, hour = 0, minute = 0, second = 0): number {
  return calendar.of(day).start + hour * 3600 + minute * 60 + second
}

const management = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

/** A memory with writes that can be cut off, as a power cut does. */
export function breakable(kept: NonVolatile = inMemory()) {
  let left = Number.POSITIVE_INFINITY
  const spend = (): void => {
    if (left-- <= 0) throw new Error('the power is gone')
  }
  return {
    kept,
    breakAfter: (writes: number) => {
      left = writes
    },
    get: <Value extends Parameters<NonVolatile['set']>[1]>(key: string) => kept.get<Value>(key),
    set: (key: string, value: Parameters<NonVolatile['set']>[1]) => {
      spend()
      kept.set(key, value)
    },
    append: (key: string, value: Parameters<NonVolatile['set']>[1], keep: number) => {
      spend()
      kept.append(key, value, keep)
    },
  }
}

/** A load that draws the same power at any time, W. */
export function steady(power: number): LoadSource {
  const quarters = new Int32Array(96).fill(power / 4)
  const nothing = new Int32Array(96)
  const day = { import: quarters, export: nothing, reactiveImport: nothing, reactiveExport: nothing }
  return { household: 'steady', contractedPower: 3000, day: () => day }
}

/** A meter on a clock that stands still until it is moved, and its management client. */
export function programmedMeter(
  setup: Partial<MeterSetup> & DlmsSetup & { readonly keys?: MeterKeys } = {},
  start = at(monday, 12),
  memory: NonVolatile = inMemory(),
) {
  let now = start
  const meter = testMeter({ memory, ...setup, clock: { now: () => msOf(now) } })
  const { device } = meter.server
  type Names<C extends InterfaceClass, Part extends 'attributes' | 'methods'> = keyof C[Part] & string
  return {
    meter,
    memory,
    keys: namedKeys,
    get now() {
      return now
    },
    goTo(instant: number): void {
      now = instant
    },
    /** The value of an attribute; a refusal throws. */
    get<C extends InterfaceClass, A extends Names<C, 'attributes'>>(
      of: C,
      name: string,
      attribute: A,
    ): ValueTypeOf<C['attributes'][A]['type']> {
      const { id, type } = of.attributes[attribute]!
      const answer = device.get(management, { classId: of.classId, instanceId: obis(name), attributeId: id })
      if (typeof answer === 'string') throw new Error(`${name} ${attribute}: ${answer}`)
      return type.decode(decodeData(answer))
    },
    set<C extends InterfaceClass, A extends Names<C, 'attributes'>>(
      of: C,
      name: string,
      attribute: A,
      value: ValueTypeOf<C['attributes'][A]['type']>,
    ): string {
      const { id, type } = of.attributes[attribute]!
      const target = { classId: of.classId, instanceId: obis(name), attributeId: id }
      return device.set(management, target, encodeData(type.encode(value)))
    },
    invoke<C extends InterfaceClass, M extends Names<C, 'methods'>>(
      of: C,
      name: string,
      method: M,
      parameter: ValueTypeOf<C['methods'][M]['type']>,
    ) {
      const { id, type } = of.methods[method]!
      const target = { classId: of.classId, instanceId: obis(name), methodId: id }
      return device.action(management, target, encodeData(type.encode(parameter)))
    },
    setRaw: (classId: number, name: string, attribute: number, value: Data) =>
      device.set(management, { classId, instanceId: obis(name), attributeId: attribute }, encodeData(value)),
    getRaw(classId: number, name: string, attribute: number): Data | string {
      const answer = device.get(management, { classId, instanceId: obis(name), attributeId: attribute })
      return typeof answer === 'string' ? answer : decodeData(answer)
    },
    setClock(shown: number): string {
      const time = data.octets(encodeDateTime(dateTimeAt(shown, calendar.zone)))
      const target = { classId: 8, instanceId: obisCodes.clock, attributeId: 2 }
      return device.set(management, target, encodeData(time))
    },
    /** Whether the supply is on. */
    get isConnected(): boolean {
      return this.get(classes.disconnectControl, obisCodes.disconnectControl, 'outputState')
    },
    /** Events from a moment on, oldest first. */
    events: (from: number) => {
      meter.wake()
      return meter.store.events.all(now).filter(({ shown }) => shown >= from)
    },
  }
}

/** A name as octets, for references in values. */
export function name(text: string): Uint8Array {
  return obisToOctets(obis(text))
}
