import { randomBytes } from 'node:crypto'
import { zone } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { type SecuritySuite, SuiteKeys } from '@ferraris/dlms/security'
import type { Meter } from '@ferraris/meter'
import { namedKeys, serveMeter, testMeter } from '@ferraris/testing/meter'
import { type DlmsSession, openDlms } from '@ferraris/transport'
import { DlmsMeter, type DlmsMeterOptions } from '../access/dlms-meter.ts'
import { checkedParameters } from './parameters.ts'
import type { Means, Performed } from './programme.ts'
import { programmes } from './table.ts'

/** Monday, 2 November 2026, 12:00 in Rome. */
export const monday = Date.UTC(2026, 10, 2, 11)

type TestMeter = Parameters<typeof testMeter>[0]
interface Terms extends Partial<TestMeter> {
  readonly client?: DlmsMeterOptions
  readonly suite?: SecuritySuite
  /** Keys of management, where they are not the named ones. */
  readonly management?: { readonly guek: Uint8Array; readonly gak: Uint8Array }
}

/** A virtual meter on a loopback port, on a clock that stands until it is moved, with a management association. */
export async function programmedMeter({
  client,
  suite = 0,
  management = namedKeys.management,
  ...setup
}: Terms = {}) {
  let now = monday
  const clock = { now: () => now }
  const device: Meter = testMeter({ ...setup, clock })
  const listener = await serveMeter(device.server)
  let counter = 1
  const associate = async ({ guek, gak } = management): Promise<DlmsSession> => {
    const first = counter
    counter += 10_000
    return await openDlms(
      {
        medium: 'tcp',
        framing: 'wrapper',
        host: '127.0.0.1',
        port: listener.port,
        client: 1,
        server: 1,
      },
      {
        timeoutMs: 20_000,
        counters: { next: first, end: counter },
        settings: {
          authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
          security: {
            systemTitle: Uint8Array.from(Buffer.from('FERTEST1')),
            keys: new SuiteKeys(guek, gak, suite),
            protection: { authenticated: true, encrypted: true },
          },
          proposedConformance: conformanceOf(
            'get',
            'set',
            'action',
            'access',
            'selective-access',
            'multiple-references',
            'block-transfer-with-get-or-read',
            'block-transfer-with-set-or-write',
            'block-transfer-with-action',
          ),
          maxReceivePduSize: 0xffff,
          maxResponseLength: 1_000_000,
        },
      },
    )
  }
  const session = await associate()
  const meter = new DlmsMeter(session, { zone: zone('Europe/Rome'), now: () => now, ...client })
  const files = new Map<string, Uint8Array>()
  const means: Means = {
    now: () => now,
    random: length => randomBytes(length),
    file: async sha256 => files.get(sha256),
  }
  return {
    device,
    session,
    meter,
    files,
    means,
    associate,
    goTo(instant: number): void {
      now = instant
      device.wake()
    },
    /** Performs a programme as every caller does: parameters are checked first. */
    async perform(kind: string, parameters: unknown, with_: Partial<Means> = {}): Promise<Performed> {
      const programme = programmes.get(kind)
      if (programme === undefined) throw new Error(`there is no programme ${kind}`)
      return await programme.perform(meter, checkedParameters(programme, parameters), { ...means, ...with_ })
    },
    async close(): Promise<void> {
      await session.close()
      await listener.close()
    },
  }
}
