import { defined } from '@ferraris/bytes'
import { type CounterName, counterNames, toWord } from '@ferraris/chain2'
import { decode } from '@ferraris/codec'
import { acaFromOctets, addressToOctets, isSection } from '@ferraris/smitp/mac'
import type { Effect } from '@ferraris/smitp/session'
import { catalogue, rowOfCustomerDay } from '@ferraris/smitp/tables'
import { parseCivilDay } from '../calendar/civil-day.ts'
import { KeptAssociation } from '../chain2/association.ts'
import { SentCounters } from '../chain2/counters.ts'
import type { Context } from './context.ts'
import { type RowSource, single } from './row-source.ts'

/*
 * Table 50: the device of the customer (Chain 2), what it is told, and how many messages have left for it. The same that the objects
 * 0-0:94.39.160 to 163 show and take.
 */

function sentByRow({ store }: Context) {
  const days = new SentCounters(store.memory).days(store)
  return new Map(
    days.map(({ day: date, powerLoss, ...counts }) => {
      const day = defined(parseCivilDay(date), date)
      const words = counterNames.map(name => [name, toWord({ count: counts[name], powerLoss })])
      return [rowOfCustomerDay(day), { day, ...(Object.fromEntries(words) as Record<CounterName, number>) }]
    }),
  )
}

type SentRow = ReturnType<typeof sentByRow> extends Map<number, infer Row> ? Row : never

export const customerRows = {
  customerSettings: single(({ store }) => {
    const { profile, gap, weeklyThreshold } = new KeptAssociation(store.memory).settings
    return { profile, gap, weeklyThreshold }
  }),
  customerDevice: single(({ store }) => {
    const association = new KeptAssociation(store.memory).get()
    if (association === undefined) return undefined
    const { aca, role, since, keyedAt, pod } = association
    const { clock } = store
    return {
      address: addressToOctets(aca),
      role,
      since: clock.read(since),
      keyedAt: clock.read(keyedAt),
      pod,
    }
  }),
  customerSent: {
    row: (context, number) => sentByRow(context).get(number),
    numbers: context => [...sentByRow(context).keys()].sort((a, b) => a - b),
  } satisfies RowSource<SentRow>,
}

export function writeCustomerSettings({ store, now }: Context, data: Uint8Array): Effect {
  const { profile, gap, weeklyThreshold } = decode(catalogue.customerSettings.codec, data)
  if (gap < 1) return 'value-refused'
  const kept = new KeptAssociation(store.memory)
  kept.configure({ ...kept.settings, profile, gap, weeklyThreshold }, now)
  store.events.record('parametersChanged', now)
  return 'done'
}

const longestPod = 16

/** Associates a device, or gives the one that is associated other keys. */
export function writeCustomerDevice({ store, now }: Context, data: Uint8Array): Effect {
  const { address, role, pod, initialKey, encryptionKey, authenticationKey } = decode(
    catalogue.customerDeviceKeys.codec,
    data,
  )
  const aca = acaFromOctets(address)
  if (isSection(aca) || pod.length > longestPod) return 'value-refused'
  const device = { aca, role, pod: pod.trimEnd(), initialKey }
  new KeptAssociation(store.memory).set(device, { encryptionKey, authenticationKey }, now)
  store.events.record('keysChanged', now)
  return 'done'
}

export function revokeCustomerDevice({ store, now }: Context): void {
  new KeptAssociation(store.memory).remove()
  store.events.record('parametersChanged', now)
}
