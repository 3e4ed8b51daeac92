import {
  type Alarm,
  alarmMask,
  alarmsOfEvent,
  alarmsOfRegister,
  ferraris,
  type MeterEvent,
} from '@ferraris/metering'
import type { NonVolatile } from '../memory/non-volatile.ts'

/** The alarm registers that our meters have. */
export const alarmRegisters = [1, 2, 3] as const
export type MeterAlarmRegister = (typeof alarmRegisters)[number]

type AlarmObject = 'register' | 'filter' | 'descriptor'

/** The event that set a bit of a descriptor last. */
export type AlarmCause = {
  /** Log by OBIS, and the number there. */
  readonly log: string
  readonly code: number
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
}

const causeKey = 'alarms.cause'
const changesKey = 'alarms.changes'

/** Memories of meters with one alarm register know no number. */
function keyOf(object: AlarmObject, register: MeterAlarmRegister): string {
  return register === 1 ? `alarms.${object}` : `alarms.${object}.${register}`
}

/**
 * What a filter lets through until a client says otherwise: not the failure of supply, as a meter without supply pushes its last
 * gasp, whatever stands in a descriptor; nor dips and distortion, of which a meter tells who asks (our choice).
 */
function passesAtFirst({ name, register }: Alarm): boolean {
  return name !== 'powerDown' && register !== 3
}

/** Every alarm that a filter may let through. */
export function everyAlarm(register: MeterAlarmRegister): number {
  return alarmMask(alarmsOfRegister(ferraris, register))
}

/**
 * Alarms (0.0.97.98.x): an event latches its bit in the register, whatever the filter says, until a client clears it. Where the
 * filter lets the bit through, it stands in the descriptor, too; as it begins to stand there, the meter pushes. A client that
 * has cleared the descriptor hears of the next such event, even if the register still stands. Only events that were caused
 * from outside raise alarms: what follows from the load, such as undervoltage, is computed and raises none.
 */
export class Alarms {
  readonly #memory: NonVolatile
  /** Told when bits of a descriptor have begun to stand. */
  onDescribed: ((now: number) => void) | undefined

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  /** Whether a bit has begun to stand in a descriptor, so that the meter pushes. */
  raise(event: MeterEvent, cause: AlarmCause, now: number): boolean {
    let isNew = false
    for (const alarm of alarmsOfEvent(ferraris, event)) isNew = this.#latch(alarm) || isNew
    if (!isNew) return false
    this.#memory.set(causeKey, cause)
    this.onDescribed?.(now)
    return true
  }

  /** Whether the bit has begun to stand in the descriptor. */
  #latch(alarm: Alarm): boolean {
    const register = alarmRegisters.find(one => one === alarm.register)
    if (register === undefined) return false
    const bit = alarmMask([alarm])
    this.#set('register', register, this.read('register', register) | bit)
    const described = this.read('descriptor', register)
    if ((this.read('filter', register) & bit & ~described) === 0) return false
    this.#set('descriptor', register, described | bit)
    return true
  }

  read(object: AlarmObject, register: MeterAlarmRegister): number {
    const kept = this.#memory.get<number>(keyOf(object, register))
    if (kept !== undefined) return kept
    return object === 'filter' ? alarmMask(alarmsOfRegister(ferraris, register).filter(passesAtFirst)) : 0
  }

  /** What is pushed next is about this event. */
  blame(cause: AlarmCause): void {
    this.#memory.set(causeKey, cause)
  }

  /** How often a register or descriptor has changed, modulo 65536: what a master that polls looks for. */
  get changes(): number {
    return this.#memory.get<number>(changesKey) ?? 0
  }

  get cause(): AlarmCause | undefined {
    return this.#memory.get<AlarmCause>(causeKey)
  }

  /** A client clears bits by writing what is to stand; it cannot set any. False for one that would. */
  keep(object: 'register' | 'descriptor', register: MeterAlarmRegister, bits: number): boolean {
    if ((bits & ~this.read(object, register)) !== 0) return false
    this.#set(object, register, bits)
    return true
  }

  /** False for a mask with bits that no alarm has. */
  letThrough(register: MeterAlarmRegister, mask: number): boolean {
    if ((mask & ~everyAlarm(register)) !== 0) return false
    this.#set('filter', register, mask)
    return true
  }

  #set(object: AlarmObject, register: MeterAlarmRegister, bits: number): void {
    const value = bits >>> 0
    if (value === this.read(object, register)) return
    this.#memory.set(keyOf(object, register), value)
    if (object !== 'filter') this.#memory.set(changesKey, (this.changes + 1) & 0xffff)
  }
}
