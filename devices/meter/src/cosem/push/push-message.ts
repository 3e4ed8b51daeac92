import { fromHex, toHex } from '@ferraris/bytes'
import { type Data, data, dateTimeAt, encodeData, encodeDateTime, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { encodeNotification } from '@ferraris/dlms/push'
import type { Automation } from '../../automation/automation.ts'
import type { ObjectEntry } from '../model/object-table.ts'

const { pushSetupV0, pushSetupV1, pushSetupV2 } = classes

/** Where and through what a message goes: TCP or UDP and an address in ASCII, as a rule `host:port`. */
export type PushDestination = ValueTypeOf<typeof classes.sendDestination>

/** What the meter hands to its host to be sent. */
export interface PushMessage extends PushDestination {
  /** The data-notification, protected as the push setup says. */
  readonly apdu: Uint8Array
  readonly longInvokeId: number
}

/** The host's side of pushes. What it answers with false, or throws away, is tried again as the push setup says. */
export interface PushPort {
  send(message: PushMessage): boolean | Promise<boolean>
}

/** How a push setup protects: none, or with the keys of a client. */
export interface PushProtection {
  readonly client: number
  readonly authenticated: boolean
  readonly encrypted: boolean
}

/** Puts an APDU under the global keys of a client; undefined where there are none. */
export type Protect = (apdu: Uint8Array, protection: PushProtection) => Uint8Array | undefined

/** Push setups protect with the keys of this client where they name no other. */
const management = 1

/** The values of a push, as they are when it is begun: a structure, null-data for what has no value. */
export function pushBody({ self }: Automation, list: readonly PushedItem[], at: number): string {
  return toHex(encodeData(data.structure(...list.map(item => partOf(self.read(item, at), item.dataIndex)))))
}

type PushedItem = {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  readonly dataIndex: number
}

/** One element of a structure or an array, counted from 1; 0 is all of it. */
export function partOf(value: Data | undefined, dataIndex: number): Data {
  if (value === undefined) return data.nothing()
  if (dataIndex === 0 || (value.type !== 'structure' && value.type !== 'array')) return value
  return value.value[dataIndex - 1] ?? data.nothing()
}

/** The APDU of a push; undefined where its protection asks for keys that the meter does not have. */
export function pushApdu(
  automation: Automation,
  push: ObjectEntry,
  message: { readonly id: number; readonly begun: number; readonly body: string },
): Uint8Array | undefined {
  const { clock } = automation.store
  const plain = encodeNotification({
    kind: 'data-notification',
    longInvokeId: message.id,
    confirmed: isConfirmed(automation, push),
    time: encodeDateTime(dateTimeAt(clock.read(message.begun), clock.zone)),
    body: fromHex(message.body),
  })
  const protection = protectionOf(automation, push)
  return protection === undefined ? plain : automation.protect(plain, protection)
}

/** Whether the client is to confirm (push_operation_method 2). */
export function isConfirmed({ settings }: Automation, { version, obis }: ObjectEntry): boolean {
  return (
    version >= 2 &&
    settings.get(pushSetupV2, obis, 'pushOperationMethod') === 'confirmed-retry-on-missing-confirmation'
  )
}

/**
 * Version 0 has no settings of its own: it is protected as an association with management is. From version 1 on the
 * layers are set; without any the message is plain.
 */
function protectionOf({ settings }: Automation, { version, obis }: ObjectEntry): PushProtection | undefined {
  if (version === 0) return { client: management, authenticated: true, encrypted: true }
  const layers = settings.get(pushSetupV1, obis, 'pushProtectionParameters').map(({ type }) => type)
  if (layers.length === 0) return undefined
  return {
    client: settings.get(pushSetupV1, obis, 'pushClientSap'),
    authenticated: layers.some(type => type === 'authentication' || type === 'authentication-and-encryption'),
    encrypted: layers.some(type => type === 'encryption' || type === 'authentication-and-encryption'),
  }
}

/** Seconds from one attempt to the next, the first one being 1 (repetition_delay). */
export function repetitionDelay(
  { settings }: Automation,
  { version, obis }: ObjectEntry,
  attempt: number,
): number {
  if (version < 2) return settings.get(pushSetupV0, obis, 'repetitionDelay')
  const { min, exponent, max } = settings.get(pushSetupV2, obis, 'repetitionDelay')
  return Math.min(max, Math.round(min * (exponent / 100) ** (attempt - 1)))
}
