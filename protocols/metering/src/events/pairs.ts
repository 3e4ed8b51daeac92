import type { AlarmName } from './alarms/alarm-profile.ts'
import type { EventName } from './event-severities.ts'

const phases = [1, 2, 3] as const
const channels = [1, 2, 3, 4] as const

/** Events that say a condition is over, each with those that say it began. */
const beginnings: Partial<Record<AlarmName, readonly EventName[]>> = {
  powerUp: ['powerDown', 'lastGasp'],
  clockAdjustedNewTime: ['clockInvalid'],
  terminalCoverClosed: ['terminalCoverRemoved'],
  strongFieldGone: ['strongField'],
  meterCoverClosed: ['meterCoverRemoved'],
  moduleCoverClosed: ['moduleCoverOpened'],
  moduleInserted: ['moduleRemoved'],
  limiterKept: ['limiterExceeded'],
  terminalCooled: ['terminalHot'],
  supervision1Kept: ['supervision1Exceeded'],
  supervision2Kept: ['supervision2Exceeded'],
  supervision3Kept: ['supervision3Exceeded'],
  availablePowerKept: ['availablePowerExceeded'],
  supplyRestored: ['limiterOpened'],
  manualConnection: ['localDisconnection', 'manualDisconnection', 'remoteDisconnection'],
  remoteConnection: ['localDisconnection', 'manualDisconnection', 'remoteDisconnection'],
  localReconnection: ['localDisconnection'],
  simReady: ['simFailure'],
  packetContextUp: ['packetContextDown', 'packetContextFailed', 'noConnection'],
  ...Object.fromEntries(
    phases.flatMap(phase => [
      [
        `voltageNormalL${phase}`,
        [`undervoltageL${phase}`, `overvoltageL${phase}`, `phaseMissingL${phase}`, `badVoltageL${phase}`],
      ],
      [`phaseBackL${phase}`, [`phaseMissingL${phase}`]],
      [`distortionNormalL${phase}`, [`distortionHighL${phase}`]],
      [
        `currentDistortionNormalL${phase}`,
        [`currentDistortionHighL${phase}`, `currentDistortionLongL${phase}`],
      ],
    ]),
  ),
  ...Object.fromEntries(
    channels.flatMap(channel => [
      [`subMeterBack${channel}`, [`subMeterLost${channel}`]],
      [`subMeterConnectedByHand${channel}`, [`subMeterDisconnectedByHand${channel}`]],
      [`subMeterConnectedRemotely${channel}`, [`subMeterDisconnectedRemotely${channel}`]],
    ]),
  ),
}

/** The events whose condition is over with this one: "cover closed" ends "cover removed". Empty for most. */
export function beginningsOf(event: AlarmName): readonly EventName[] {
  return beginnings[event] ?? []
}

const ending: ReadonlySet<AlarmName> = new Set(Object.values(beginnings).flat())

/** Whether there is an event that says that the condition of this one is over. */
export function hasEnd(event: AlarmName): boolean {
  return ending.has(event)
}
