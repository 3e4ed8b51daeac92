import { DecodeError, equal, toHex } from '@ferraris/bytes'
import {
  Chain2Error,
  meterRoles,
  type OpenedAssociation,
  openAssociation,
  openWindow,
} from '@ferraris/chain2'
import { SecurityError } from '@ferraris/dlms/security'
import { secondsPerHour } from '@ferraris/metering'
import { noReadings } from '../readings/readings.ts'
import { newMeter } from './new-meter.ts'
import type { DeviceOutput } from './output.ts'
import type { OperatingKeys } from './settings.ts'
import type { DeviceState, MeterLink, MeterState } from './state.ts'

/** Frames under the earlier keys are taken for so long after a change. */
const earlierKeysLast = 48 * secondsPerHour
/** Exchanges that are remembered of one place. */
const mostExchanges = 20

/** What an association frame brings; undefined for what is none, or not for this device. */
export function openCf0(apdu: Uint8Array, initialKey: Uint8Array): OpenedAssociation | undefined {
  try {
    return openAssociation(apdu, initialKey)
  } catch (error) {
    if (error instanceof SecurityError || error instanceof Chain2Error || error instanceof DecodeError)
      return undefined
    throw error
  }
}

type Step = readonly [DeviceState, readonly DeviceOutput[]]

/** Takes keys from a meter: one that is known, one in the place of another, or one more while there are places. */
export function associate(state: DeviceState, opened: OpenedAssociation, now: number): Step {
  const systemTitle = toHex(opened.systemTitle)
  const { pod } = opened.association
  const known = state.meters.find(({ link }) => link.systemTitle === systemTitle)
  if (known !== undefined) {
    const link = linkOf(known.link, opened, now)
    const told: DeviceOutput = { kind: 'associated', role: known.role, change: changeOf(known.link) }
    return [withMeter(state, { ...known, link }), link.current === known.link.current ? [] : [told]]
  }
  const earlier = state.meters.find(({ link }) => link.pod === pod)
  if (earlier !== undefined) {
    const meter = exchanged(earlier, systemTitle, opened, now)
    return [withMeter(state, meter), [{ kind: 'associated', role: earlier.role, change: 'exchange' }]]
  }
  const role = meterRoles.find(each => state.meters.every(meter => meter.role !== each))
  if (role === undefined) return [state, [{ kind: 'refused', reason: 'foreign', systemTitle }]]
  const added = newMeter({ role, systemTitle, pod })
  const meter = { ...added, link: linkOf(added.link, opened, now) }
  const meters = [...state.meters, meter]
  return [{ ...state, meters }, [{ kind: 'associated', role, change: 'new' }]]
}

function changeOf(link: MeterLink): 'new' | 'keys' {
  return link.current === undefined ? 'new' : 'keys'
}

function linkOf(link: MeterLink, { counter, association }: OpenedAssociation, now: number): MeterLink {
  const { pod, encryptionKey, authenticationKey, firstCounter, profile, gap } = association
  const keys = { encryptionKey, authenticationKey }
  const told = { ...link, pod, associationCounter: counter, profile, gap }
  // Told again: what was used under these keys stays used.
  if (link.current !== undefined && sameKeys(link.current.keys, keys)) return told
  return {
    ...told,
    current: { keys, window: openWindow(firstCounter) },
    earlier: link.current && { ...link.current, until: now + earlierKeysLast },
    associatedAt: now,
    provenAt: undefined,
  }
}

function sameKeys(one: OperatingKeys, other: OperatingKeys): boolean {
  return (
    equal(one.encryptionKey, other.encryptionKey) && equal(one.authenticationKey, other.authenticationKey)
  )
}

/** Another meter in the place: what it measures begins anew, days and counters of the place go on. */
function exchanged(
  before: MeterState,
  systemTitle: string,
  opened: OpenedAssociation,
  now: number,
): MeterState {
  const { role } = before
  const { link } = newMeter({ role, systemTitle, pod: opened.association.pod })
  const exchange = { at: now, from: before.link.systemTitle, to: systemTitle }
  return {
    ...before,
    link: linkOf(link, opened, now),
    readings: { ...noReadings, months: before.readings.months },
    exchanges: [...before.exchanges, exchange].slice(-mostExchanges),
  }
}

function withMeter(state: DeviceState, meter: MeterState): DeviceState {
  return { ...state, meters: state.meters.map(each => (each.role === meter.role ? meter : each)) }
}
