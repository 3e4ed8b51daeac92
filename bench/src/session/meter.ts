/**
 * The meter of `bench session`, in a process of its own: listens as its parent asks, each time with a new device and
 * new invocation counters. Ends with its parent.
 */
import { randomBytes } from 'node:crypto'
import { encodeColumns } from '@ferraris/cosem/profile'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { ServerSettings } from '@ferraris/dlms/server'
import { type DlmsListener, listenDlms } from '@ferraris/transport'
import { day, rome } from '../codec/day-profile.ts'
import {
  client,
  conformance,
  keysOf,
  type Manner,
  type MeterReply,
  meterTitle,
  protection,
  server,
} from './manner.ts'

const open: DlmsListener[] = []

process.on('disconnect', () => process.exit())
process.on('message', async (order: Manner | 'tell') => {
  if (order !== 'tell') {
    const listener = await listenDlms({
      host: '127.0.0.1',
      port: 0,
      server,
      framing: order.framing,
      settings: device(order),
      maxConnections: 10,
      idleTimeoutMs: 60_000,
      onFailure: error => {
        throw error
      },
    })
    open.push(listener)
  }
  const { user, system } = process.cpuUsage()
  const reply: MeterReply = { port: open.at(-1)?.port ?? 0, processorMicroseconds: user + system }
  process.send?.(reply)
})

/** A device of one profile; its rows are encoded at each request. */
function device({ suite }: Manner): ServerSettings {
  const { guek, gak } = keysOf(suite)
  // Some clients (dlms-cosem) hold 0 for a counter they have seen already.
  let next = 1
  let received = -1
  const counters = {
    take: () => next++,
    received: () => received,
    accept: (counter: number) => {
      received = counter
    },
  }
  const security = { keys: new SuiteKeys(guek, gak, suite), policy: protection, counters }
  return {
    systemTitle: meterTitle,
    conformance,
    maxReceivePduSize: 0xffff,
    maxRequestLength: 0xffff,
    associations: new Map([[client, { authentication: { mechanism: 'high-gmac' }, security }]]),
    device: {
      get: () => encodeColumns(day, rome),
      set: () => 'read-write-denied',
      action: () => ({ result: 'object-undefined' }),
    },
    random: randomBytes,
  }
}
