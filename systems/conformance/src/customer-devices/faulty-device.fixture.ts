import { toHex } from '@ferraris/bytes'
import {
  countFrame,
  type DailyCounters,
  decodeFrame,
  envelopeOf,
  type Frame,
  type MeterRole,
  markPowerLoss,
  noCounters,
  openWindow,
  receive,
  type Sender,
} from '@ferraris/chain2'
import { addDays, zone } from '@ferraris/cosem'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { DeviceParameters, SampleParameters } from './parameters.ts'
import type { CustomerDeviceSubject } from './subject.ts'

/** What may be wrong with a device, one at a time, and the cases that tell. */
export const deviceFaults = {
  'other firmware': ['versions.as-declared'],
  'misses frame 1': ['reception.frame-1', 'counters.by-kind', 'counters.midnight', 'counters.whole-day'],
  'misses frame 21': ['reception.frame-21'],
  'misses frame 22': ['reception.frame-22'],
  'misses frame 25': ['reception.frame-25', 'counters.by-kind'],
  'counts what it cannot open': ['ciphering.wrong-key', 'ciphering.bad-tag', 'ciphering.altered-text'],
  'takes any meter': ['ciphering.foreign-meter'],
  'takes frames in clear': ['ciphering.in-clear'],
  'forgets counters of frames': ['ciphering.replay', 'replicas.counted-once', 'replicas.between-others'],
  'takes what was held back': ['ciphering.held-back'],
  'stops at a broken telegram': ['ciphering.broken-telegrams'],
  'compares values, not counters': ['replicas.same-values-are-two'],
  'mixes alerts and powers': ['reception.frame-22', 'counters.by-kind'],
  'counts what has no register': ['counters.by-kind'],
  'counts under the day of its own clock': ['counters.by-day', 'counters.midnight', 'counters.whole-day'],
  'counts a quarter under the day of its end': ['counters.midnight', 'counters.whole-day'],
  'keeps thirty days': ['counters.sixty-days'],
  'keeps ninety days': ['counters.sixty-days'],
  'counts production as consumption': ['production.own-registers', 'production.apart'],
  'does not mark a loss of supply': ['supply.marks-the-day'],
  'marks the day before, too': ['supply.marks-the-day'],
  'loses counters with its supply': ['supply.keeps-counters'],
  'loses its window with its supply': ['supply.keeps-replay-protection'],
  'does not start again': ['supply.receives-again'],
} as const satisfies Record<string, readonly string[]>
export type DeviceFault = keyof typeof deviceFaults

/** A device that receives as it should, but for one fault. */
export class FaultyDevice implements CustomerDeviceSubject {
  readonly parameters: DeviceParameters
  readonly sample: SampleParameters
  readonly patienceMs = 0
  readonly #fault: DeviceFault | undefined
  #time: number
  #isOut = false
  #senders: Sender[]
  #counters: Map<MeterRole, DailyCounters>
  #last = ''

  constructor(parameters: DeviceParameters, sample: SampleParameters, time: number, fault?: DeviceFault) {
    this.parameters = parameters
    this.sample = sample
    this.#fault = fault
    this.#time = time
    this.#senders = this.#newSenders()
    this.#counters = new Map(parameters.meters.map(({ role }) => [role, noCounters]))
  }

  now(): number {
    return this.#time
  }

  async versions() {
    const { hardware, firmware } = this.parameters
    return { hardware, firmware: this.#fault === 'other firmware' ? `${firmware}-rc1` : firmware }
  }

  async counters(role: MeterRole): Promise<DailyCounters> {
    return this.#counters.get(role)!
  }

  async send(apdu: Uint8Array): Promise<void> {
    if (this.#isOut) return
    if (this.#fault === 'takes frames in clear' && apdu[0] === 0x0f) {
      return this.#count(decodeFrame(apdu.slice(10)), 0)
    }
    if (this.#fault === 'takes any meter') apdu = this.#asOurMeter(apdu)
    if (this.#fault === 'forgets counters of frames') this.#senders = this.#newSenders()
    if (this.#fault === 'takes what was held back' && this.#isNew(apdu)) this.#senders = this.#newSenders()
    const [received, moved] = receive(this.#senders, apdu, this.#time)
    if (received.kind === 'no-frame' && this.#fault === 'stops at a broken telegram') this.#isOut = true
    this.#senders = [...moved]
    if (received.kind === 'fresh') this.#count(received.frame, received.sender)
    else if (this.#fault === 'counts what it cannot open' && /forged|wrong-key/.test(received.kind)) {
      this.#count({ frame: 21, eventType: 2, eventTime: this.#time, eventCount: 1, power: 0 }, 0)
    }
  }

  async wait(seconds: number): Promise<void> {
    this.#time += seconds
  }

  async powerCut(): Promise<void> {
    const day = zone(this.parameters.timeZone).dateOf(this.#time)
    const first = this.#fault === 'marks the day before, too' ? addDays(day, -1) : day
    for (const [role, counters] of this.#counters) {
      const kept = this.#fault === 'loses counters with its supply' ? noCounters : counters
      const isMarked = this.#fault !== 'does not mark a loss of supply'
      this.#counters.set(role, isMarked ? markPowerLoss(kept, first, day) : kept)
    }
    if (this.#fault === 'loses its window with its supply') this.#senders = this.#newSenders()
    if (this.#fault === 'does not start again') this.#isOut = true
  }

  #count(frame: Frame, sender: number): void {
    const fault = this.#fault
    if (fault === `misses frame ${frame.frame}`) return
    const values = JSON.stringify(frame)
    if (fault === 'compares values, not counters' && values === this.#last) return
    this.#last = values
    const { role } = this.parameters.meters[sender]!
    const where = fault === 'counts production as consumption' ? 'M1' : role
    const ring = countFrame(this.#counters.get(where)!, this.#changed(frame), zone(this.parameters.timeZone))
    const days = fault === 'keeps thirty days' ? ring.slice(-30) : ring
    this.#counters.set(where, fault === 'keeps ninety days' ? this.#withOlder(where, days) : days)
  }

  /** The frame as a device with a fault takes it. */
  #changed(frame: Frame): Frame {
    const asPower = (eventTime: number): Frame => ({
      frame: 21,
      eventType: 2,
      eventTime,
      eventCount: 1,
      power: 0,
    })
    switch (this.#fault) {
      case 'mixes alerts and powers':
        return frame.frame === 22 ? asPower(frame.eventTime) : frame
      case 'counts what has no register':
        return frame.frame === 23 ? asPower(frame.eventTime) : frame
      case 'counts under the day of its own clock':
        return 'measureTime' in frame
          ? { ...frame, measureTime: this.#time }
          : { ...frame, eventTime: this.#time }
      case 'counts a quarter under the day of its end':
        return 'measureTime' in frame ? { ...frame, measureTime: frame.measureTime + 1 } : frame
      case 'counts production as consumption':
        return frame.frame === 2
          ? { ...frame, frame: 1, tariff: 1 }
          : frame.frame === 41
            ? asPower(frame.eventTime)
            : frame
      default:
        return frame
    }
  }

  #withOlder(role: MeterRole, days: DailyCounters): DailyCounters {
    const known = this.#counters.get(role)!.filter(one => !days.some(({ day }) => day === one.day))
    return [...known, ...days]
  }

  #asOurMeter(apdu: Uint8Array): Uint8Array {
    const [meter] = this.parameters.meters
    const changed = apdu.slice()
    if (changed[0] === 0xdb && changed[2] === 0x58) {
      // As if it never looked at the title: the frame counts for the only meter that it knows.
      this.#count({ frame: 21, eventType: 2, eventTime: this.#time, eventCount: 1, power: 0 }, 0)
      changed.set(meter!.systemTitle, 2)
    }
    return changed
  }

  readonly #seen = new Set<string>()
  #isNew(apdu: Uint8Array): boolean {
    const text = toHex(apdu)
    const isKnown = this.#seen.has(text)
    this.#seen.add(text)
    return !isKnown && apdu.length > 20 && isEnvelope(apdu)
  }

  #newSenders(): Sender[] {
    const keys = new SuiteKeys(this.sample.operatingKey, this.sample.authenticationKey)
    return this.parameters.meters.map(({ systemTitle }) => ({ systemTitle, keys, window: openWindow(0) }))
  }
}

function isEnvelope(apdu: Uint8Array): boolean {
  try {
    envelopeOf(apdu)
    return true
  } catch {
    return false
  }
}
