import type { Severity } from './severity.ts'

/** Channels of sub-meters (M-Bus) of one meter. */
const subMeterChannels = [1, 2, 3, 4] as const

type PerChannel<Name extends string> = `${Name}${(typeof subMeterChannels)[number]}`

/** What a sub-meter's channel reports, each under a number for each channel. */
export const subMeterSeverities = {
  subMeterLost: 'minor',
  subMeterBack: 'info',
  subMeterBatteryLow: 'minor',
  subMeterFraud: 'critical',
  subMeterClockAdjusted: 'info',
  subMeterFound: 'info',
  subMeterFault: 'major',
  subMeterBatteryDead: 'major',
  subMeterDisconnectedByHand: 'major',
  subMeterConnectedByHand: 'major',
  subMeterDisconnectedRemotely: 'major',
  subMeterConnectedRemotely: 'major',
  subMeterValveAlarm: 'major',
} as const satisfies Record<string, Severity>

type SubMeterEvent = keyof typeof subMeterSeverities

/** The same for each channel: channel n has the name with n behind it, and what `of` makes of it. */
export function perChannel<Name extends SubMeterEvent, From, To>(
  events: Readonly<Record<Name, From>>,
  of: (given: From, channel: number) => To,
): Readonly<Record<PerChannel<Name>, To>> {
  const named = Object.entries<From>(events).flatMap(([name, given]) =>
    subMeterChannels.map(channel => [`${name}${channel}`, of(given, channel)]),
  )
  return Object.fromEntries(named)
}

/** Numbers of channel 1; those of the next ones are 10 apart. */
export function numberOnChannel(first: number, channel: number): number {
  return first + 10 * (channel - 1)
}
