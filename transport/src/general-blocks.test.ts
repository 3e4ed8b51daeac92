import { data, decodeData, encodeData, obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { createServer, type ServerSettings, stepServer } from '@ferraris/dlms/server'
import { expect, test } from 'vitest'
import type { ApduLink } from './apdu-link.ts'
import { DlmsSession } from './dlms-session.ts'

const conformance = conformanceOf('get', 'set', 'access', 'general-block-transfer')
const long = data.array(...Array.from({ length: 300 }, (_, i) => data.doubleLongUnsigned(i)))
const attribute = { classId: 1, obis: obis('0.0.96.1.0.255'), attribute: 2 }

/** A server at the other end of a line that loses the APDUs with these numbers, counted in both directions. */
function lossy(lost: ReadonlySet<number>): ApduLink {
  const settings: ServerSettings = {
    systemTitle: new Uint8Array(8),
    conformance,
    maxReceivePduSize: 200,
    maxRequestLength: 10_000,
    associations: new Map([[16, { authentication: { mechanism: 'lowest' } }]]),
    device: {
      get: () => encodeData(long),
      set: () => 'success',
      action: () => ({ result: 'object-undefined' }),
    },
    random: length => new Uint8Array(length),
  }
  let server = createServer(16)
  let count = 0
  let events: Parameters<ApduLink['attach']>[0] | undefined
  const arrives = () => !lost.has(count++)
  return {
    peer: 'lossy',
    attach: given => {
      events = given
    },
    send: apdu => {
      if (!arrives()) return
      const [state, outputs] = stepServer(settings, server, apdu)
      server = state
      for (const output of outputs) {
        if (output.kind === 'send' && arrives()) setImmediate(() => events?.onApdu(output.apdu))
      }
    },
    close: async () => {},
  }
}

test('a session over a line that loses blocks reads and writes what is long', async () => {
  const session = await DlmsSession.open(lossy(new Set([3, 6, 11, 12, 20, 21, 22])), {
    settings: {
      authentication: { mechanism: 'none' },
      proposedConformance: conformance,
      maxReceivePduSize: 200,
      maxResponseLength: 100_000,
      blockWindow: 4,
    },
    timeoutMs: 50,
  })
  const [read] = await session.get(attribute)
  expect(read?.kind === 'data' && decodeData(read.data)).toEqual(long)
  expect(await session.set({ ...attribute, value: long })).toEqual(['success'])
  const [outcome] = await session.request({ service: 'access', items: [{ kind: 'get', ...attribute }] })
  expect(outcome).toMatchObject({ kind: 'get', result: { kind: 'data' } })
  await session.close()
})
