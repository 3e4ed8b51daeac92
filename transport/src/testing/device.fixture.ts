import { fromHex } from '@ferraris/bytes'
import { data, encodeData } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import type { ClientSettings } from '@ferraris/dlms/client'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { ServerSettings } from '@ferraris/dlms/server'
import { obisCodes } from '@ferraris/metering'

const guek = fromHex('000102030405060708090a0b0c0d0e0f')
const gak = fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf')
const protection = { authenticated: true, encrypted: true }
const conformance = conformanceOf(
  'get',
  'set',
  'action',
  'multiple-references',
  'block-transfer-with-get-or-read',
)

/** A register, and an attribute of many octets. */
export const register = { classId: 3, obis: obisCodes.activeEnergyImport, attribute: 2 }
export const long = { classId: 1, obis: obisCodes.serialNumber, attribute: 2 }

/** A logical device with a register that holds `value`, for client 1 (HLS 5) and client 16 (public). */
export function device(value: number): ServerSettings {
  let received = -1
  let next = 0
  const counters = {
    take: () => next++,
    received: () => received,
    accept: (counter: number) => {
      received = counter
    },
  }
  const security = { keys: new SuiteKeys(guek, gak), policy: protection, counters }
  return {
    systemTitle: fromHex('4645520000000001'),
    conformance,
    maxReceivePduSize: 1024,
    maxRequestLength: 10_000,
    associations: new Map([
      [1, { authentication: { mechanism: 'high-gmac' as const }, security }],
      [16, { authentication: { mechanism: 'lowest' as const } }],
    ]),
    device: {
      get: (_, { classId }) =>
        encodeData(
          classId === 3
            ? data.doubleLongUnsigned(value)
            : data.octets(Uint8Array.from({ length: 3000 }, (_, i) => i % 251)),
        ),
      set: () => 'read-write-denied',
      action: () => ({ result: 'object-undefined' }),
    },
    random: length => new Uint8Array(length).fill(5),
  }
}

const limits = { proposedConformance: conformance, maxReceivePduSize: 0xffff, maxResponseLength: 1_000_000 }

/** The settings of client 16. */
export const publicClient: ClientSettings = { authentication: { mechanism: 'none' }, ...limits }

/** The settings of client 1; fresh for each association. */
export function securedClient(): ClientSettings {
  return {
    authentication: { mechanism: 'gmac', challenge: fromHex('0102030405060708') },
    security: { systemTitle: fromHex('4d4d4d0000000001'), keys: new SuiteKeys(guek, gak), protection },
    ...limits,
  }
}
