import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { DataAccessResult } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { acaFromOctets, addressToOctets, isSection } from '@ferraris/smitp/mac'
import { KeptAssociation, type MeterRole } from '../../chain2/association.ts'
import type { KeyStore } from '../../security/key-store.ts'
import { management, writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'

const roles = ['exchange', 'production'] as const satisfies readonly MeterRole[]
const longestPod = 16
const addressLength = 6
const keyLength = 16

/** Address, point of delivery, role, since when, and since when under these keys; null-data without a device. Keys are never read. */
function shown({ store }: Context): Data {
  const association = new KeptAssociation(store.memory).get()
  if (association === undefined) return data.nothing()
  const { aca, pod, role, since, keyedAt } = association
  return data.structure(
    data.octets(addressToOctets(aca)),
    data.octets(Buffer.from(pod, 'latin1')),
    data.enumeration(roles.indexOf(role)),
    data.doubleLongUnsigned(store.clock.read(since)),
    data.doubleLongUnsigned(store.clock.read(keyedAt)),
  )
}

/**
 * Associates a device: address, point of delivery, role, and initial, encryption and authentication key, each wrapped with the
 * master key (RFC 3394). The same device again gets other keys. Null-data revokes.
 */
function associate({ store, keys, now }: Context, value: Data): DataAccessResult {
  const kept = new KeptAssociation(store.memory)
  if (value.type === 'null-data') {
    if (kept.get() !== undefined) kept.remove()
    store.events.record('parametersChanged', now)
    return 'success'
  }
  const members = value.type === 'structure' ? value.value : []
  const [address, pod, role, ...wrapped] = members
  const name = roles[role === undefined ? -1 : (numberOf(role) ?? -1)]
  const octets = octetsOf(address)
  const podText = octetsOf(pod)
  if (wrapped.length !== 3 || name === undefined || octets === undefined || podText === undefined)
    return 'type-unmatched'
  if (octets.length !== addressLength || podText.length > longestPod) return 'other-reason'
  const aca = acaFromOctets(octets)
  const [initialKey, encryptionKey, authenticationKey] = wrapped.map(key => unwrapped(keys, octetsOf(key)))
  if (isSection(aca) || !initialKey || !encryptionKey || !authenticationKey) return 'other-reason'
  kept.set(
    { aca, pod: Buffer.from(podText).toString('latin1').trimEnd(), role: name, initialKey },
    { encryptionKey, authenticationKey },
    now,
  )
  store.events.record('keysChanged', now)
  return 'success'
}

function octetsOf(value: Data | undefined): Uint8Array | undefined {
  return value?.type === 'octet-string' ? value.value : undefined
}

function unwrapped(keys: KeyStore, wrapped: Uint8Array | undefined): Uint8Array | undefined {
  const key = wrapped && keys.unwrapped(wrapped)
  return key?.length === keyLength ? key : undefined
}

/** Profile, resolution of power in W, Wh of a week at which the customer is told. */
const settings = object(classes.data, obisCodes.customerSettings, {
  value: writable(
    ({ store }) => {
      const { profile, gap, weeklyThreshold } = new KeptAssociation(store.memory).settings
      return data.structure(...[profile, gap, weeklyThreshold].map(data.doubleLongUnsigned))
    },
    ({ store, now }, value) => {
      const members = value.type === 'structure' ? value.value.map(numberOf) : []
      const [profile, gap, weeklyThreshold] = members
      if (members.length !== 3 || profile === undefined || gap === undefined || weeklyThreshold === undefined)
        return 'type-unmatched'
      // A resolution travels in 16 bits.
      if (gap < 1 || gap > 0xffff || profile < 0 || profile > 0xffffffff) return 'other-reason'
      if (weeklyThreshold < 0 || weeklyThreshold > 0xffffffff) return 'other-reason'
      const kept = new KeptAssociation(store.memory)
      kept.configure({ ...kept.settings, profile, gap, weeklyThreshold }, now)
      store.events.record('parametersChanged', now)
      return 'success'
    },
  ),
})

/** What is told of the contract: customer's code, supplier, telephone, group of load shedding, W of the contract. */
const contract = object(classes.data, obisCodes.customerContract, {
  value: writable(
    ({ store }) => {
      const { customerCode, vendor, phone, pesse, contractPower } = new KeptAssociation(store.memory).settings
        .contract
      return data.structure(
        ...[customerCode, vendor, phone].map(text => data.octets(Buffer.from(text, 'latin1'))),
        data.unsigned(pesse),
        data.doubleLongUnsigned(contractPower),
      )
    },
    ({ store, now }, value) => {
      const members = value.type === 'structure' ? value.value : []
      const [customerCode, vendor, phone] = members.slice(0, 3).map(member => textOf(octetsOf(member)))
      const [pesse, contractPower] = members.slice(3).map(numberOf)
      if (members.length !== 5 || pesse === undefined || contractPower === undefined) return 'type-unmatched'
      if (customerCode === undefined || vendor === undefined || phone === undefined) return 'other-reason'
      if (pesse < 0 || pesse > 255 || contractPower < 100 || contractPower > 0xffffff) return 'other-reason'
      const kept = new KeptAssociation(store.memory)
      kept.configure(
        { ...kept.settings, contract: { customerCode, vendor, phone, pesse, contractPower } },
        now,
      )
      store.events.record('parametersChanged', now)
      return 'success'
    },
  ),
})

const longestText = 16

function textOf(octets: Uint8Array | undefined): string | undefined {
  return octets === undefined || octets.length > longestText
    ? undefined
    : Buffer.from(octets).toString('latin1')
}

const association = object(classes.data, obisCodes.customerDevice, {
  value: { ...writable(shown, associate), get: management },
})

/** The device of the customer that the meter sends to (Chain 2), and what it is told; our choice of objects. */
export const customerObjects: readonly ObjectEntry[] = [association, settings, contract]
