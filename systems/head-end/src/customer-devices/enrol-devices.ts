import { wantAssociation } from './associate.ts'
import { addDevice, type DeviceParts } from './registry.ts'
import type { AssociationRequest, NewCustomerDevice } from './schemas.ts'

/** A customer's device with the meter that sends to it. */
export interface CustomerDeviceEnrolment {
  readonly device: NewCustomerDevice
  /** Serial number of the meter. */
  readonly meter: string
  readonly association: Omit<AssociationRequest, 'device'>
}

/** Takes devices into the registry and associates them; one that is known stays as it is, revoked too. Throws Problem. */
export async function enrolCustomerDevices(
  parts: DeviceParts,
  enrolments: readonly CustomerDeviceEnrolment[],
): Promise<{ readonly enrolled: number }> {
  const rows = await parts.db.selectFrom('customer_device').select('id').execute()
  const known = new Set(rows.map(({ id }) => id))
  const added = enrolments.filter(({ device }) => !known.has(device.id))
  for (const { device, meter, association } of added) {
    await addDevice(parts, device)
    await wantAssociation(parts, meter, { ...association, device: device.id })
  }
  return { enrolled: added.length }
}
