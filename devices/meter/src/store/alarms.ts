import { alarmMask, alarmOf, everyAlarm, type MeterEvent } from '@ferraris/metering'
import type { NonVolatile } from './memory/non-volatile.ts'

type AlarmRegisterName = 'register' | 'descriptor'

function keyOf(name: AlarmRegisterName | 'filter'): string {
  return `alarms.${name}`
}

/**
 * Alarms (0.0.97.98.x): an event latches its bit in the register, whatever the filter says; where the filter lets the bit through, it
 * stands in the descriptor too, until a client clears it. Only events that were caused from outside raise them: what follows
 * from the load, such as undervoltage, is computed and has no bit.
 */
export class Alarms {
  readonly #memory: NonVolatile

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  raise(event: MeterEvent): void {
    const alarm = alarmOf(event)
    if (alarm === undefined) return
    const bit = alarmMask([alarm])
    const before = this.read('register')
    if ((before & bit) !== 0) return
    this.#set('register', before | bit)
    if ((this.filter & bit) !== 0) this.#set('descriptor', this.read('descriptor') | bit)
  }

  read(name: AlarmRegisterName): number {
    return this.#memory.get<number>(keyOf(name)) ?? 0
  }

  /** A client clears bits by writing what is to stand; it cannot set any. False for one that would. */
  keep(name: AlarmRegisterName, bits: number): boolean {
    const before = this.read(name)
    if ((bits & ~before) !== 0) return false
    if (bits !== before) this.#set(name, bits)
    return true
  }

  get filter(): number {
    return this.#memory.get<number>(keyOf('filter')) ?? everyAlarm
  }

  set filter(mask: number) {
    this.#memory.set(keyOf('filter'), mask >>> 0)
  }

  #set(name: AlarmRegisterName, bits: number): void {
    this.#memory.set(keyOf(name), bits >>> 0)
  }
}
