import { type Data, data, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { clients, type SecuredClient } from '../../security/clients.ts'
import { partNamePlates } from '../firmware/part-objects.ts'
import { everyClient, read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'

function shown(name: Obis | string, value: (context: Context) => Data): ObjectEntry {
  return object(classes.data, name, { value: read(value, everyClient) })
}

/** The highest invocation counter accepted from a client; without one, that of all of them. */
function counter(client?: SecuredClient) {
  return ({ keys }: Context): Data => data.doubleLongUnsigned(keys.counterOf(client && clients[client]))
}

/** Readable by every client: the meter's names, and the counters to continue from. */
export const namePlate: readonly ObjectEntry[] = [
  shown(obisCodes.logicalDeviceName, ({ identity }) => data.octets(identity.logicalDeviceName)),
  shown(obisCodes.serialNumber, ({ identity }) => data.octets(Buffer.from(identity.serial, 'ascii'))),
  ...partNamePlates,
  shown('0.0.43.1.1.255', counter('management')),
  shown('0.0.43.1.2.255', counter('reader')),
]

/** The highest counter of all clients: for clients without an object of their own. */
export const commonCounter: ObjectEntry = shown(obisCodes.invocationCounter, counter())

export const sapAssignment: ObjectEntry = object(classes.sapAssignment, obisCodes.sapAssignment, {
  sapAssignmentList: read(
    ({ identity }) => [{ sap: 1, logicalDeviceName: identity.logicalDeviceName }],
    everyClient,
  ),
})

/** Standard table 1 of ANSI C12.19, general manufacturer identification: maker, model, four versions, serial. */
export const identificationTable: ObjectEntry = object(classes.utilityTables, '0.0.65.1.0.255', {
  tableId: read(1),
  length: read(32),
  buffer: read(({ identity }) => {
    const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(identity.firmware) ?? []
    const text = (value: string, length: number) => value.slice(0, length).padEnd(length)
    return Buffer.concat([
      Buffer.from(text(identity.serial, 3).padEnd(4) + text('FERRARIS', 8), 'latin1'),
      Uint8Array.of(1, 0, Number(major), Number(minor)),
      Buffer.from(text(identity.serial, 16), 'latin1'),
    ])
  }),
})
