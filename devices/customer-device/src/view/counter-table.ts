import { counterNames, toWord } from '@ferraris/chain2'
import type { DeviceState } from '../device/state.ts'

/** The daily registers as they are uploaded: words of 16 bits whose top bit tells of a loss of supply. */
export function counterTable({ meters }: DeviceState): object[] {
  return meters.map(({ role, link, counters }) => ({
    meter: role,
    pod: link.pod,
    systemTitle: link.systemTitle,
    days: counters.map(day => ({
      day: day.day,
      powerLoss: day.powerLoss,
      ...Object.fromEntries(counterNames.map(name => [name, day[name]])),
      words: counterNames.map(name => toWord({ count: day[name], powerLoss: day.powerLoss })),
    })),
  }))
}
