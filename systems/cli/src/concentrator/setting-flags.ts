import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { parseCount } from '../option-values.ts'

/** Settings of a concentrator as a person gives them. */
export interface SettingFlags {
  readonly channels?: string
  readonly statusEvery?: number
  readonly attempts?: number
  readonly backOff?: number
  readonly longestBackOff?: number
  readonly nightStart?: number
}

export function settingOptions(command: Command): Command {
  return command
    .option('--channels <obis,…>', 'registers of the load profile that are read each day')
    .option('--status-every <seconds>', 'distance of the polls of status words', parseCount)
    .option(
      '--attempts <number>',
      'attempts at one exchange before the meter waits its turn again',
      parseCount,
    )
    .option('--back-off <seconds>', 'pause after a failed visit of a meter; longer the more fail', parseCount)
    .option('--longest-back-off <seconds>', 'the longest such pause', parseCount)
    .option('--night-start <seconds>', 'after local midnight, when the night is read', parseCount)
}

/** The settings that are given, by their names in interface G2. Throws InputError. */
export function changesOf(flags: SettingFlags): Readonly<Record<string, unknown>> {
  const given = {
    channels: flags.channels?.split(',').map(channel => channel.trim()),
    statusEverySeconds: flags.statusEvery,
    attempts: flags.attempts,
    backOffSeconds: flags.backOff,
    longestBackOffSeconds: flags.longestBackOff,
    nightStartSeconds: flags.nightStart,
  }
  if (given.channels?.includes('')) {
    throw new InputError('--channels', 'has an empty name', 'write 1.0.1.8.0.255,1.0.2.8.0.255')
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
