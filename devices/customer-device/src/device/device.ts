/**
 * The receiving device of Chain 2, as a machine: octets and the time go in, a state and what happened come out.
 *
 * The conversation is one-way: the meter sends, the device receives, and there is no acknowledgement.
 *
 * 1. A device is made with an initial key. The distributor tells the meter of it; the meter sends association frames (CF0) under
 *    that key, for days, each with the operating keys, the profile and the first counter. The device takes the newest.
 * 2. From then on the meter sends compact frames under the operating keys, each with a counter that rises, and each a few times with the
 *    same octets. The first that arrives counts, the others are replicas. Lower counters are replays.
 * 3. New keys come in a new CF0. Frames under the earlier keys may be under way, and are taken for two days more.
 * 4. A meter that is put in place of another sends CF0 with the same POD and its own system title. It takes the place and begins anew:
 *    its registers are its own.
 *
 * What is lost stays lost, but for the energy of a quarter, which travels twice: the frame of the next quarter repeats it.
 */
import { equal, toHex } from '@ferraris/bytes'
import {
  countFrame,
  envelopeOf,
  type Frame,
  markPowerLoss,
  type OpenedAssociation,
  type Reception as Received,
  receive,
  type Sender,
} from '@ferraris/chain2'
import { zone } from '@ferraris/cosem'
import { advanceHome } from '../energy/home.ts'
import { noHomeEnergy } from '../energy/home-energy.ts'
import { associate, openCf0 } from './association.ts'
import { suiteKeysOf, titleOctets } from './keys.ts'
import { newMeter } from './new-meter.ts'
import type { DeviceOutput } from './output.ts'
import type { Refusal } from './refusal.ts'
import type { DeviceSettings } from './settings.ts'
import type { DeviceState, KeySet, MeterState } from './state.ts'
import { takeFrame } from './take-frame.ts'

export type DeviceInput =
  /** A telegram as it came: from the power line, or by another way. */
  | { readonly kind: 'apdu'; readonly apdu: Uint8Array }
  /** A push of another kind of meter came, and does not say whose it is. */
  | { readonly kind: 'unnamed-push' }
  /** The device has its supply again: it was alive last at `aliveAt`. */
  | { readonly kind: 'power-up'; readonly aliveAt: number }
  /** So many telegrams more have been lost on the way in. */
  | { readonly kind: 'lost'; readonly count: number }

type Step = readonly [DeviceState, readonly DeviceOutput[]]

/** A device that has heard nothing yet. */
export function openDevice(settings: DeviceSettings): DeviceState {
  return {
    settings,
    meters: settings.meters.map(newMeter),
    home: noHomeEnergy,
    reception: {
      lastAcceptedAt: undefined,
      lastRefusal: undefined,
      accepted: 0,
      replicas: 0,
      lost: 0,
      refused: {},
    },
  }
}

/** `now` is the device's clock, seconds since 1970. Nothing that comes in makes it throw. */
export function stepDevice(state: DeviceState, input: DeviceInput, now: number): Step {
  switch (input.kind) {
    case 'apdu':
      return hear(state, input.apdu, now)
    case 'unnamed-push':
      return refuse(state, 'unnamed', undefined, now)
    case 'power-up':
      return [poweredUp(state, input.aliveAt, now), []]
    case 'lost':
      return lost(state, input.count)
  }
}

function lost(state: DeviceState, count: number): Step {
  const reception = { ...state.reception, lost: state.reception.lost + count }
  return [{ ...state, reception }, [{ kind: 'lost', count }]]
}

/** Each day that the device was without supply in, be it for a moment, is void; so is one that a clock went back over. */
function poweredUp(state: DeviceState, aliveAt: number, now: number): DeviceState {
  const ofZone = zone(state.settings.timeZone)
  const [first, last] = [ofZone.dateOf(Math.min(aliveAt, now)), ofZone.dateOf(Math.max(aliveAt, now))]
  const meters = state.meters.map(meter => ({
    ...meter,
    counters: markPowerLoss(meter.counters, first, last),
  }))
  return { ...state, meters }
}

/** Operating keys of a meter that frames may be under now. */
interface Under {
  readonly meter: MeterState
  readonly place: 'current' | 'earlier'
}

function hear(state: DeviceState, apdu: Uint8Array, now: number): Step {
  const unders = state.meters.flatMap(meter => undersOf(meter, now))
  const own = isInitialKeyInUse(unders, state.settings) ? openCf0(apdu, state.settings.initialKey) : undefined
  if (own !== undefined) return hearAssociation(state, own, now)
  const senders = unders.map(under => senderOf(under, state.settings))
  const [received, moved] = receive(senders, apdu, now)
  if (received.kind === 'no-frame') return refuse(state, 'protocol-error', undefined, now)
  if (received.kind === 'foreign') return hearUnknown(state, state, apdu, 'foreign', now)
  const { meter, place } = unders[received.sender] ?? { meter: undefined, place: 'current' }
  const window = moved[received.sender]?.window
  if (meter === undefined || window === undefined) return refuse(state, 'foreign', undefined, now)
  const after = withWindow(meter, place, window)
  switch (received.kind) {
    case 'fresh':
      return accept(state, after, received.frame, now)
    case 'replica':
      return replica(state, meter)
    case 'forged':
    case 'wrong-key':
      return hearUnknown(state, withMeter(state, after), apdu, received.kind, now)
    default:
      return refuse(withMeter(state, after), refusalOf(received), meter.link.systemTitle, now)
  }
}

/** As in the campaign: then an association frame would pass for an operating one, and use up one of their counters. */
function isInitialKeyInUse(unders: readonly Under[], { initialKey }: DeviceSettings): boolean {
  return unders.some(({ meter, place }) => {
    const keys = meter.link[place]?.keys
    return (
      keys !== undefined && equal(keys.encryptionKey, initialKey) && equal(keys.authenticationKey, initialKey)
    )
  })
}

function refusalOf({ kind }: Received): Refusal {
  return kind === 'replayed' ? 'replayed' : 'protocol-error'
}

function undersOf(meter: MeterState, now: number): Under[] {
  const { current, earlier } = meter.link
  const unders: Under[] = []
  if (current !== undefined) unders.push({ meter, place: 'current' })
  if (earlier !== undefined && earlier.until > now) unders.push({ meter, place: 'earlier' })
  return unders
}

function senderOf({ meter: { link }, place }: Under, { layouts }: DeviceSettings): Sender {
  const { keys, window } = link[place] as KeySet
  return {
    systemTitle: titleOctets(link.systemTitle),
    keys: suiteKeysOf(keys),
    window,
    ...(layouts && { layouts }),
  }
}

function withWindow(meter: MeterState, place: Under['place'], window: KeySet['window']): MeterState {
  const set = meter.link[place]
  if (set === undefined || set.window === window) return meter
  return { ...meter, link: { ...meter.link, [place]: { ...set, window } } }
}

/** What no operating key opens may be an association, under the initial key; else the failure counts. */
function hearUnknown(
  state: DeviceState,
  failed: DeviceState,
  apdu: Uint8Array,
  otherwise: Refusal,
  now: number,
): Step {
  const systemTitle = toHex(envelopeOf(apdu).systemTitle)
  const association = openCf0(apdu, state.settings.initialKey)
  if (association === undefined) return refuse(failed, otherwise, systemTitle, now)
  return hearAssociation(state, association, now)
}

function hearAssociation(state: DeviceState, association: OpenedAssociation, now: number): Step {
  const systemTitle = toHex(association.systemTitle)
  const meter = state.meters.find(({ link }) => link.systemTitle === systemTitle)
  const last = meter?.link.associationCounter ?? -1
  if (association.counter > last) return associate(state, association, now)
  if (meter !== undefined && association.counter === last) return replica(state, meter)
  return refuse(state, 'replayed', systemTitle, now)
}

function replica(state: DeviceState, { role }: MeterState): Step {
  const { reception } = state
  return [
    { ...state, reception: { ...reception, replicas: reception.replicas + 1 } },
    [{ kind: 'replica', role }],
  ]
}

function refuse(state: DeviceState, reason: Refusal, systemTitle: string | undefined, now: number): Step {
  const { refused } = state.reception
  const reception = {
    ...state.reception,
    lastRefusal: { reason, at: now },
    refused: { ...refused, [reason]: (refused[reason] ?? 0) + 1 },
  }
  return [{ ...state, reception }, [{ kind: 'refused', reason, ...(systemTitle && { systemTitle }) }]]
}

function accept(state: DeviceState, opened: MeterState, frame: Frame, now: number): Step {
  const ofZone = zone(state.settings.timeZone)
  const counters = countFrame(opened.counters, frame, ofZone)
  const next = withMeter(state, takeFrame({ ...opened, counters }, frame, ofZone, now))
  const { reception } = state
  return [
    {
      ...next,
      home: advanceHome(next.home, next.meters, ofZone),
      reception: { ...reception, lastAcceptedAt: now, accepted: reception.accepted + 1 },
    },
    [{ kind: 'frame', role: opened.role, frame }],
  ]
}

function withMeter(state: DeviceState, meter: MeterState): DeviceState {
  return { ...state, meters: state.meters.map(each => (each.role === meter.role ? meter : each)) }
}
