import type { Obis } from '@ferraris/cosem'
import {
  type AlarmRegister,
  alarmOf,
  alarmText,
  type EventProfile,
  errorsIn,
  eventText,
} from '@ferraris/metering'

/** What the bits that are set in an error or alarm register stand for; one that has no name is shown by its number. */
export function meaningOfBits(profile: EventProfile, register: Obis, bits: number): string[] {
  const [, , , group, number = '0'] = register.split('.')
  const index = Number(number) % 10
  const textOf = (bit: number): string | undefined => {
    if (group === '98') {
      const alarm = index < 3 ? alarmOf(profile, (index + 1) as AlarmRegister, bit) : undefined
      return alarm && alarmText(alarm.name)
    }
    const [error] = index === 0 ? errorsIn(profile, 1 << bit) : []
    return error && eventText(error)
  }
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter(bit => ((bits >>> bit) & 1) === 1)
    .map(bit => textOf(bit) ?? `bit ${bit}`)
}
