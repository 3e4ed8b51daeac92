import { fromHex } from '@ferraris/bytes'
import { dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { encodeNotification } from '@ferraris/dlms/push'
import type { Automation, ObjectName } from '../../automation/automation.ts'
import { clients } from '../../security/clients.ts'
import type { PushProtection } from '../../security/push-protection.ts'
import { protectionIn } from './push-layers.ts'

const { pushSetupV0, pushSetupV1, pushSetupV2 } = classes

/** The APDU of a push; undefined where its protection asks for keys that the meter does not have. */
export function pushApdu(
  automation: Automation,
  push: ObjectName,
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
export function isConfirmed({ settings }: Automation, { version, obis }: ObjectName): boolean {
  return (
    version >= 2 &&
    settings.get(pushSetupV2, obis, 'pushOperationMethod') === 'confirmed-retry-on-missing-confirmation'
  )
}

/**
 * Version 0 has no settings of its own: it is protected as an association with management is. From version 1 on the
 * layers are set; without any the message is plain.
 */
function protectionOf({ settings }: Automation, { version, obis }: ObjectName): PushProtection | undefined {
  if (version === 0) return { client: clients.management, authenticated: true, encrypted: true }
  return protectionIn(
    settings.get(pushSetupV1, obis, 'pushProtectionParameters'),
    settings.get(pushSetupV1, obis, 'pushClientSap'),
  )
}

/** Seconds from one attempt to the next, the first one being 1 (repetition_delay). */
export function repetitionDelay(
  { settings }: Automation,
  { version, obis }: ObjectName,
  attempt: number,
): number {
  if (version < 2) return settings.get(pushSetupV0, obis, 'repetitionDelay')
  const { min, exponent, max } = settings.get(pushSetupV2, obis, 'repetitionDelay')
  return Math.min(max, Math.round(min * (exponent / 100) ** (attempt - 1)))
}
