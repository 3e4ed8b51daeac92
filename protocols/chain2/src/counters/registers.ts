import type { LocalDate, Zone } from '@ferraris/cosem'
import type { Frame, FrameNumber } from '../frames/frame.ts'

/** The daily registers of the campaign: three of every meter, and two of a production meter (M2). */
export const counterNames = ['instPower', 'alerts', 'loadCurve', 'prodAvg', 'prodInst'] as const
export type CounterName = (typeof counterNames)[number]

const frames: Readonly<Record<CounterName, readonly FrameNumber[]>> = {
  instPower: [21, 51],
  alerts: [22, 25],
  loadCurve: [1],
  prodAvg: [2],
  prodInst: [41],
}

/** The register that counts a frame; undefined for frames that are not counted. */
export function counterOf(frame: FrameNumber): CounterName | undefined {
  return counterNames.find(name => frames[name].includes(frame))
}

/**
 * The local day under which both ends count a frame. It follows from the frame alone, so that a replica after midnight or
 * a device's wrong clock shifts nothing: a quarter belongs to the day that it measures, an event to the day of its time.
 */
export function dayOfFrame(frame: Frame, zone: Zone): LocalDate {
  if ('measureTime' in frame) return zone.dateOf(frame.measureTime - 1)
  return zone.dateOf('eventTime' in frame ? frame.eventTime : 0)
}
