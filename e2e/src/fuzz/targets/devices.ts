import { defined } from '@ferraris/bytes'
import { data, obis } from '@ferraris/cosem'
import type { ServiceRequest } from '@ferraris/dlms'
import { type ClientInput, createClient, stepClient } from '@ferraris/dlms/client'
import { createServer, type ServerSettings, type ServerState, stepServer } from '@ferraris/dlms/server'
import type { Meter } from '@ferraris/meter'
import { encodeMessage } from '@ferraris/smitp'
import { namedKeys, testMeter } from '@ferraris/testing/meter'
import type { Target } from '../target.ts'

const now = Date.UTC(2026, 9, 20, 10)
const password = new TextEncoder().encode('12345678')
/** May do what management may, without ciphering: its requests can be broken and still be understood. */
const client = { address: 5, rights: 'management', authentication: 'low', secret: password } as const

const requests: readonly ServiceRequest[] = [
  { service: 'get', items: [{ classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2 }] },
  { service: 'get', items: [{ classId: 15, obis: obis('0.0.40.0.0.255'), attribute: 2 }] },
  {
    service: 'get',
    items: [
      { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 },
      { classId: 7, obis: obis('1.0.99.1.0.255'), attribute: 3 },
    ],
  },
  {
    service: 'set',
    items: [
      { classId: 71, obis: obis('0.0.17.0.0.255'), attribute: 4, value: data.doubleLongUnsigned(3000) },
    ],
  },
  {
    service: 'action',
    items: [{ classId: 70, obis: obis('0.0.96.3.10.255'), method: 1, parameter: data.integer(0) }],
  },
]

/** What a client sends in a whole conversation, and the state of the server once it is associated. */
function conversation(settings: ServerSettings): { sent: readonly Uint8Array[]; associated: ServerState } {
  const sent: Uint8Array[] = []
  let associated: ServerState | undefined
  let server = createServer(client.address)
  let state = createClient(
    {
      authentication: { mechanism: 'low', password },
      proposedConformance: settings.conformance,
      maxReceivePduSize: 0xffff,
      maxResponseLength: 100_000,
    },
    { next: 0, end: 1000 },
  )
  const inputs: ClientInput[] = [
    { kind: 'associate' },
    ...requests.map(request => ({ kind: 'request', request }) as const),
    { kind: 'release' },
  ]
  for (const input of inputs) {
    let [next, outputs] = stepClient(state, input)
    for (;;) {
      state = next
      const message = outputs.find(output => output.kind === 'send')
      if (message === undefined) break
      sent.push(message.apdu)
      const [after, answers] = stepServer(settings, server, message.apdu)
      server = after
      const answer = defined(
        answers.find(({ kind }) => kind === 'send'),
        'an answer',
      )
      if (answer.kind !== 'send') break
      ;[next, outputs] = stepClient(state, { kind: 'apdu', apdu: answer.apdu })
    }
    associated ??= server
  }
  return { sent, associated: defined(associated, 'an association') }
}

function askTables(meter: Meter, octets: Uint8Array, ecc: 'none' | 'ctr-write'): void {
  const [dsap = 0, ...lsdu] = octets
  meter.smitp?.answer({
    dsap: dsap % 3,
    ecc,
    lsdu: Uint8Array.from(lsdu).subarray(0, 128),
    segmented: false,
    maxAnswer: 140,
  })
}

/** A whole meter, by DLMS and by METERS AND MORE: any request has an answer, or none, and never an error. */
export function deviceTargets(): Target[] {
  const key = namedKeys.reader.guek
  const meter = testMeter({
    clock: { now: () => now },
    smitp: { operational: { write: key, read: key } },
    keys: { ...namedKeys, further: [client] },
  })
  const { sent, associated } = conversation(meter.server)
  const tables = [
    encodeMessage({ kind: 'read.request', table: 0, row: 0x3f }),
    encodeMessage({ kind: 'read-table.request', table: 20, firstRow: 0, lastRow: 3 }),
    encodeMessage({ kind: 'list-tables.request' }),
  ].map(lsdu => Uint8Array.of(0, ...lsdu))
  return [
    {
      name: 'meter: requests of an associated client',
      decode: octets => stepServer(meter.server, associated, octets),
      seeds: sent,
      weight: 0.3,
    },
    {
      name: 'meter: requests without an association',
      decode: octets => stepServer(meter.server, createServer(16), octets),
      seeds: sent,
    },
    {
      name: 'meter: METERS AND MORE in clear',
      decode: octets => askTables(meter, octets, 'none'),
      seeds: tables,
    },
    {
      name: 'meter: METERS AND MORE, ciphered',
      decode: octets => askTables(meter, octets, 'ctr-write'),
      seeds: tables,
    },
  ]
}
