import type { DailyCounters, MeterRole } from '@ferraris/chain2'
import type { DeviceParameters, SampleParameters } from './parameters.ts'

/** One sample of a customer's device, ours or a stranger's, and the ways to it. */
export interface CustomerDeviceSubject {
  readonly parameters: DeviceParameters
  readonly sample: SampleParameters
  /** The device's clock, seconds since 1970, as far as the bench knows it. */
  now(): number
  /** Hands a telegram over, as its meter would. */
  send(apdu: Uint8Array): Promise<void>
  /** The daily counters that the device keeps of a meter, read by the support tool. */
  counters(role: MeterRole): Promise<DailyCounters>
  /** Which versions the device itself tells; undefined where it tells none. */
  versions?(): Promise<{ readonly hardware: string; readonly firmware: string }>
  /** Takes the supply away and gives it back. Without it what is about supply stays open. */
  powerCut?(): Promise<void>
  /** Lets time pass for the device, seconds; only a simulated one knows how. */
  wait?(seconds: number): Promise<void>
  /** How long a frame may take until the support tool shows it counted, milliseconds. */
  readonly patienceMs: number
}
