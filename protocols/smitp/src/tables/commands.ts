import { axdr, sequence } from '@ferraris/codec'
import { signed32le, unsigned32le } from '../little-endian.ts'

/** Commands of COMMAND.req; all of them are our choice. */
export const commands = {
  /** Said twice, it is done once. */
  openBreaker: 1,
  closeBreaker: 2,
  /** Control mode of class 70. */
  setBreakerMode: 3,
  /** Limits the supply to so many watts in ordinary times; FFFFFFFF lifts the limit. */
  setLimit: 4,
  /** Moves the clock by −900 … 900 seconds. */
  shiftClock: 10,
  /** Takes the image that has come, if it is the one that was announced. */
  activateFirmware: 20,
} as const
export type CommandName = keyof typeof commands

/** What stands behind the octet of a command. */
export const commandParameters = {
  openBreaker: sequence('open breaker', {}),
  closeBreaker: sequence('close breaker', {}),
  setBreakerMode: sequence('set breaker mode', { mode: axdr.unsigned8 }),
  setLimit: sequence('set limit', { watts: unsigned32le }),
  activateFirmware: sequence('activate firmware', {}),
  shiftClock: sequence('shift clock', { seconds: signed32le }),
} as const

const names = new Map<number, CommandName>(
  Object.entries(commands).map(([name, code]) => [code, name as CommandName]),
)

/** The name of a command; undefined where there is none. */
export function commandOf(code: number): CommandName | undefined {
  return names.get(code)
}
