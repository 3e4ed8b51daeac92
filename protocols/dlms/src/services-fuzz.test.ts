import { data, encodeData } from '@ferraris/cosem'
import { mutations, Random } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { stepClient } from './client/client.ts'
import type { ClientInput } from './client/state.ts'
import { stepServer } from './server/server.ts'
import type { Transfer } from './server/state.ts'
import {
  everything,
  LinkedMachines,
  type LinkOptions,
  longValue,
  onlyGeneralBlocks,
  register,
  script,
  text,
  withBlocks,
} from './testing/linked-machines.ts'

function small(conformance: number, referencing: 'LN' | 'SN'): LinkOptions {
  return {
    client: { proposedConformance: conformance, maxReceivePduSize: 150, referencing, blockWindow: 4 },
    server: { conformance, maxReceivePduSize: 150, blockWindow: 4 },
  }
}
const variants: [string, LinkOptions][] = [
  ['logical names', small(everything, 'LN')],
  ['short names', small(everything, 'SN')],
  ['logical names in general blocks alone', small(onlyGeneralBlocks, 'LN')],
  ['short names in general blocks', small(withBlocks, 'SN')],
  ['logical names in general blocks, secured', { ...small(withBlocks, 'LN'), secured: true }],
  ['short names, secured', { ...small(everything, 'SN'), secured: true }],
]

/** A conversation with all services of the variant. */
function conversation(options: LinkOptions): LinkedMachines {
  const link = new LinkedMachines(options).associate()
  link.ask({ service: 'set', items: [{ ...text, value: longValue(60) }] })
  link.read(text, register)
  link.read({ ...register, selection: { selector: 1, parameters: data.nothing() } })
  link.ask({ service: 'action', items: [{ ...script, parameter: longValue(60) }, script] })
  if (options.client?.referencing === 'LN') {
    link.ask({
      service: 'access',
      items: [
        { kind: 'get', ...register },
        { kind: 'set', ...text, value: data.unsigned(1) },
        { kind: 'action', ...script },
      ],
    })
    link.notify({
      kind: 'data-notification',
      longInvokeId: 5,
      confirmed: true,
      time: undefined,
      body: encodeData(data.unsigned(1)),
    })
    link.run({ kind: 'confirm', longInvokeId: 5 })
  } else {
    link.ask({ service: 'set', items: [{ ...text, value: data.unsigned(1) }], confirmed: false })
    link.notify({
      kind: 'information-report',
      time: undefined,
      items: [{ shortName: 0x108, value: encodeData(data.unsigned(1)) }],
    })
  }
  return link
}

function incomingLength(transfer: Transfer | undefined): number {
  return transfer !== undefined && 'incoming' in transfer ? transfer.incoming.length : 0
}

/** Blocks of one window, and those that only acknowledge. */
const mostAnswers = 63 + 64

describe.each(variants)('%s', (_, options) => {
  const link = conversation(options)
  const random = new Random(21)

  test('the server takes any octets in any state: bounded, and its association as it was', () => {
    const corpus = link.toServer.map(({ apdu }) => apdu).filter(apdu => apdu[0] !== 0x60)
    let { state } = random.of(link.toServer)
    for (const apdu of mutations(31, corpus, 15_000)) {
      // Some inputs follow each other, so that states are reached that no real conversation has.
      if (random.below(6) === 0) state = random.of(link.toServer).state
      if (apdu[0] === 0x60 || apdu[0] === 0x62) continue
      const [next, outputs] = stepServer(link.settings, state, apdu)
      expect(outputs.length).toBeLessThanOrEqual(mostAnswers)
      expect(next.association?.conformance).toBe(state.association?.conformance)
      expect(next.association?.referencing).toBe(state.association?.referencing)
      expect(next.association?.requester.client).toBe(state.association?.requester.client)
      expect(incomingLength(next.transfer)).toBeLessThanOrEqual(10_000)
      expect(next.link?.receiving.length ?? 0).toBeLessThanOrEqual(10_000)
      expect(next.link?.receiving.early.size ?? 0).toBeLessThanOrEqual(5)
      state = next
    }
  })

  test('the client takes any octets in any state: bounded, and fails with its own error only', () => {
    const corpus = link.toClient.map(({ apdu }) => apdu)
    const failures = new Set<string>()
    let { state } = random.of(link.toClient)
    for (const apdu of mutations(32, corpus, 15_000)) {
      if (random.below(4) === 0 || state.phase.name === 'closed') state = random.of(link.toClient).state
      const input: ClientInput =
        random.below(20) === 0 ? { kind: random.of(['silence', 'abort']) } : { kind: 'apdu', apdu }
      const [next, outputs] = stepClient(state, input)
      for (const output of outputs) if (output.kind === 'failed') failures.add(output.error.name)
      expect(outputs.length).toBeLessThanOrEqual(mostAnswers)
      expect(next.abandoned.length).toBeLessThanOrEqual(8)
      expect(next.pushed.length).toBeLessThanOrEqual(100_000)
      if (next.phase.name === 'awaiting-response') {
        expect(next.phase.exchange.incoming.length).toBeLessThanOrEqual(100_000)
        expect(next.phase.exchange.link?.receiving.length ?? 0).toBeLessThanOrEqual(100_000)
      }
      state = next
    }
    expect([...failures]).toEqual(['DlmsError'])
  })
})
