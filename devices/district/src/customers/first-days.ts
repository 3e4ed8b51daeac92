import { setImmediate as turn } from 'node:timers/promises'
import { type DeviceState, stepDevice } from '@ferraris/customer-device'
import type { LocalCalendar, Meter } from '@ferraris/meter'
import { msOf, secondsOf, secondsPerHour } from '@ferraris/metering'
import { type QuietBand, timeOnQuietBand } from '@ferraris/power-line'
import type { Aca } from '@ferraris/smitp/mac'
import { notificationFrames } from '@ferraris/smitp/notification'
import type { CustomerPlate } from './plates.ts'

/** What days that are over are lived with. */
interface Past {
  readonly plate: CustomerPlate
  readonly meter: Meter
  readonly device: DeviceState
  readonly band: QuietBand
  readonly calendar: LocalCalendar
  readonly random: () => number
  /** Seconds since 1970. */
  readonly until: number
  readonly signal: AbortSignal
}

/** After so long others get their turn: clients of the meters wait for this process. */
const turnMs = 25

/**
 * What a device has of the days since it was associated: all that the meter has sent by then went over a line on which no other station
 * was on air. Throws the reason of the signal when that is aborted.
 */
export async function pastOf({
  plate,
  meter,
  device,
  band,
  calendar,
  random,
  until,
  signal,
}: Past): Promise<DeviceState> {
  const link = band.link(plate.meter, plate.id)
  let state = device
  let begun = performance.now()
  for (const { apdu, number, at } of meter.chain2.departures(until)) {
    if (performance.now() - begun > turnMs) {
      await turn()
      signal.throwIfAborted()
      begun = performance.now()
    }
    const hour = Math.floor((at - calendar.at(at).start) / secondsPerHour) % 24
    let arrival = msOf(at)
    let isWhole = true
    for (const { length } of notificationFrames(plate.aca as Aca, apdu, number)) {
      arrival += timeOnQuietBand(length, random)
      isWhole = link.receives(length, hour, random) && isWhole
    }
    if (isWhole) [state] = stepDevice(state, { kind: 'apdu', apdu }, Math.floor(secondsOf(arrival)))
  }
  return state
}
