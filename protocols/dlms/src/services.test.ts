import { fromHex, toHex } from '@ferraris/bytes'
import { data, encodeData, obis } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { stepClient } from './client/client.ts'
import type { DlmsError } from './dlms-error.ts'
import type { Notification } from './push/notification.ts'
import {
  LinkedMachines,
  longValue,
  onlyGeneralBlocks,
  register,
  script,
  text,
  withBlocks,
  without,
} from './testing/linked-machines.ts'

const value = data.doubleLongUnsigned(4711)
function thrown(work: () => unknown): DlmsError {
  try {
    work()
  } catch (error) {
    return error as DlmsError
  }
  throw new Error('nothing was thrown')
}

describe('lists', () => {
  test('are written and invoked in blocks where they are too long, and answered item by item', () => {
    const link = new LinkedMachines({
      secured: true,
      client: { maxReceivePduSize: 300 },
      server: { maxReceivePduSize: 300 },
    }).associate()
    const items = [
      { ...text, value: longValue(100) },
      { ...register, value: longValue(50) },
    ]
    expect(link.ask({ service: 'set', items })).toEqual(['success', 'read-write-denied'])
    expect(link.objects.values.get(text.obis)).toEqual(longValue(100))
    const calls = [{ ...script, parameter: longValue(100) }, { ...script, obis: register.obis }, script]
    expect(link.ask({ service: 'action', items: calls })).toMatchObject([
      { result: 'success', returnParameters: { kind: 'data', data: encodeData(longValue(100)) } },
      { result: 'object-undefined' },
      { result: 'success' },
    ])
    expect(link.read(text, register)).toEqual([longValue(100), value])
  })

  test('of an action are refusals also where the flag of the return value is missing', () => {
    const { client } = new LinkedMachines().associate()
    const request = { service: 'action', items: [script] } as const
    const [waiting] = stepClient(client, { kind: 'request', request })
    const answer = (hex: string) => stepClient(waiting, { kind: 'apdu', apdu: fromHex(hex) })[1]
    expect(answer('c701c104')).toMatchObject([{ response: { results: [{ result: 'object-undefined' }] } }])
    expect(answer('c701c100')).toMatchObject([{ kind: 'failed', error: { code: 'malformed-apdu' } }])
  })

  test('of an action are told apart by outcomes or, by servers that send only those, by return values', () => {
    const answer = (raw: string) => {
      const link = new LinkedMachines().associate()
      const request = { service: 'action', items: [script, script] } as const
      const [state] = stepClient(link.client, { kind: 'request', request })
      const length = (raw.length / 2).toString(16).padStart(2, '0')
      const apdu = fromHex(`c702c1ff00000001${length}${raw}`)
      return stepClient(state, { kind: 'apdu', apdu })[1]
    }
    const both = [{ result: 'success', returnParameters: { kind: 'data', data: fromHex('1105') } }]
    expect(answer('0200010011050400')).toMatchObject([
      { response: { results: [...both, { result: 'object-undefined' }] } },
    ])
    expect(answer('02001105001105')).toMatchObject([{ response: { results: [...both, ...both] } }])
  })
})

describe('a long message', () => {
  const small = () => {
    const link = new LinkedMachines({ client: { maxReceivePduSize: 100 } }).associate()
    link.objects.values.set(text.obis, longValue(60))
    return link
  }
  const get = 'c001c100010000600100ff0200'
  const answer = (link: LinkedMachines, hex: string) => toHex(link.serve(fromHex(hex))[0]!)

  test('that is not in progress cannot go on', () => {
    expect(answer(small(), 'c002c100000001')).toBe('c402c1ff000000010110')
    expect(answer(small(), 'c103c10000000002021105')).toBe('c503c11200000002')
    expect(answer(small(), 'c306c1ff00000002021105')).toBe('c701c11000')
    expect(answer(small(), 'c302c100000001')).toBe('c701c11000')
  })

  test('ends with a wrong block number', () => {
    const link = small()
    answer(link, get)
    expect(answer(link, 'c002c100000007')).toBe('c402c1ff000000070113')
    expect(answer(link, 'c002c100000001')).toBe('c402c1ff000000010110')
    answer(link, 'c102c100010000600100ff020000000000010111')
    expect(answer(link, 'c103c1ff000000030105')).toBe('c503c11300000003')
    answer(link, 'c304c1000900000a0001ff0100000000010111')
    expect(answer(link, 'c306c1ff000000030105')).toBe('c701c10f00')
  })

  test('is given up by a new request', () => {
    const link = small()
    answer(link, get)
    expect(answer(link, 'c001c100030100010800ff0200')).toBe('c401c1000600001267')
    expect(answer(link, 'c002c100000001')).toBe('c402c1ff000000010110')
  })

  test('that no block transfer was negotiated for is refused, or not sent', () => {
    const lacking = without('block-transfer-with-get-or-read', 'block-transfer-with-set-or-write')
    const link = new LinkedMachines({
      client: { maxReceivePduSize: 100 },
      server: { maxReceivePduSize: 100, conformance: lacking },
    }).associate()
    link.objects.values.set(text.obis, longValue(60))
    expect(thrown(() => link.read(text)).message).toContain('pdu-too-long); ask for less at once')
    expect(
      thrown(() => link.ask({ service: 'set', items: [{ ...text, value: longValue(60) }] })),
    ).toMatchObject({
      code: 'service-not-negotiated',
      message: expect.stringContaining('conformance bit block-transfer-with-set-or-write'),
    })
    expect(link.read(register)).toEqual([value])
  })
})

describe('a request that wants no answer', () => {
  test('is carried out in silence', () => {
    const link = new LinkedMachines({ secured: true }).associate()
    expect(
      link.ask({ service: 'set', items: [{ ...text, value: data.unsigned(1) }], confirmed: false }),
    ).toEqual([])
    expect(
      link.ask({ service: 'action', items: [{ ...script, parameter: value }], confirmed: false }),
    ).toEqual([])
    expect(link.frames.slice(-2).map(frame => frame.slice(0, 4))).toEqual(['> c9', '> cb'])
    expect(link.objects.values.get(text.obis)).toEqual(data.unsigned(1))
    expect(link.objects.calls).toEqual([{ method: 1, parameters: value }])
  })

  test('is answered if it reads: otherwise it would be for nothing', () => {
    const link = new LinkedMachines().associate()
    expect(link.serve(fromHex('c0018100030100010800ff0200')).map(apdu => toHex(apdu))).toEqual([
      'c40181000600001267',
    ])
  })

  test('in blocks is put together without a word', () => {
    const link = new LinkedMachines({
      client: { proposedConformance: withBlocks },
      server: { conformance: withBlocks, maxReceivePduSize: 100 },
    }).associate()
    expect(
      link.ask({ service: 'set', items: [{ ...text, value: longValue(60) }], confirmed: false }),
    ).toEqual([])
    expect(link.objects.values.get(text.obis)).toEqual(longValue(60))
    expect(link.frames.filter(frame => frame.startsWith('<'))).toHaveLength(1)
  })
})

describe('what was not negotiated', () => {
  test.each([
    ['get', { service: 'get', items: [register] }],
    ['set', { service: 'set', items: [{ ...text, value }] }],
    ['action', { service: 'action', items: [script] }],
    ['access', { service: 'access', items: [{ kind: 'get', ...register }] }],
    ['multiple-references', { service: 'get', items: [register, text] }],
    [
      'selective-access',
      { service: 'get', items: [{ ...register, selection: { selector: 1, parameters: value } }] },
    ],
  ] as const)('%s is not sent by the client, and refused by the server', (bit, request) => {
    const lacking = new LinkedMachines({ server: { conformance: without(bit) } }).associate()
    expect(thrown(() => lacking.ask(request))).toMatchObject({
      code: 'service-not-negotiated',
      message: `the association does not have this service (conformance bit ${bit}); propose the conformance bit; if the server declined it, use another service`,
    })
    expect(lacking.client.phase.name).toBe('ready')
    const full = new LinkedMachines().associate()
    full.ask(request)
    const sent = full.frames.findLast(frame => frame.startsWith('>'))!
    expect(lacking.serve(fromHex(sent.slice(2))).map(apdu => toHex(apdu))).toEqual(['d80102'])
  })

  test('general block transfer is refused', () => {
    const link = new LinkedMachines().associate()
    expect(link.serve(fromHex('e08100010000020102')).map(apdu => toHex(apdu))).toEqual(['d80102'])
  })
})

describe.each([false, true])('general block transfer, secured %s', secured => {
  const linked = (window: number, sizes = { client: 90, server: 110 }) =>
    new LinkedMachines({
      secured,
      client: {
        proposedConformance: onlyGeneralBlocks,
        maxReceivePduSize: sizes.client,
        blockWindow: window,
      },
      server: { conformance: onlyGeneralBlocks, maxReceivePduSize: sizes.server, blockWindow: window },
    }).associate()

  test.each([1, 4, 63])('carries long requests and responses, window %s', window => {
    const link = linked(window)
    const items = [{ ...text, value: longValue(300) }]
    expect(link.ask({ service: 'set', items })).toEqual(['success'])
    expect(link.read(text, register)).toEqual([longValue(300), value])
    expect(link.ask({ service: 'action', items: [{ ...script, parameter: longValue(200) }] })).toMatchObject([
      { result: 'success', returnParameters: { data: encodeData(longValue(200)) } },
    ])
    expect(link.read(register)).toEqual([value])
    expect(link.run({ kind: 'release' })).toMatchObject([{ kind: 'released' }])
    for (const frame of link.frames.slice(secured ? 4 : 2)) {
      if (!frame.includes(' e0')) continue
      expect((frame.length - 2) / 2).toBeLessThanOrEqual(frame.startsWith('>') ? 110 : 90)
    }
  })

  test('is left alone where GET has blocks of its own and the client asked without any', () => {
    const link = new LinkedMachines({
      secured,
      client: { proposedConformance: withBlocks, maxReceivePduSize: 90 },
      server: { conformance: withBlocks },
    }).associate()
    link.objects.values.set(text.obis, longValue(300))
    const before = link.frames.length
    expect(link.read(text)).toEqual([longValue(300)])
    const frames = link.frames.slice(before)
    expect(frames.length).toBeGreaterThan(20)
    for (const frame of frames) {
      expect(frame).not.toMatch(/^. e0/)
      expect((frame.length - 2) / 2).toBeLessThanOrEqual(90)
    }
  })

  test('says its last blocks again when nothing comes, and gives up in the end', () => {
    const link = linked(4)
    link.objects.values.set(text.obis, longValue(300))
    const request = { service: 'get', items: [text] } as const
    let [state, outputs] = stepClient(link.client, { kind: 'request', request })
    link.client = state
    // The server's answer is lost on its way.
    link.serve((outputs[0] as { apdu: Uint8Array }).apdu)
    const [response] = link.run({ kind: 'silence' })
    expect(response?.kind === 'response' && response.response.results).toMatchObject([{ kind: 'data' }])
    ;[state] = stepClient(link.client, { kind: 'request', request })
    for (let i = 0; i < 3; i++) {
      ;[state, outputs] = stepClient(state, { kind: 'silence' })
      expect(outputs).toMatchObject([{ kind: 'send' }])
    }
    ;[state, outputs] = stepClient(state, { kind: 'silence' })
    expect(outputs).toMatchObject([{ kind: 'failed', error: { code: 'no-answer' } }])
    expect(state.phase.name).toBe('ready')
  })
})

describe.each([false, true])('a notification, secured %s', secured => {
  const event: Notification = {
    kind: 'event-notification',
    time: undefined,
    attribute: { classId: 1, instanceId: obis('0.0.97.98.0.255'), attributeId: 2 },
    body: encodeData(data.doubleLongUnsigned(5)),
  }
  const pushed = (body: Uint8Array): Notification => ({
    kind: 'data-notification',
    longInvokeId: 77,
    confirmed: true,
    time: fromHex('07ea0b150600000000ffc400'),
    body,
  })

  test('comes through at any time, and is confirmed', () => {
    const link = new LinkedMachines({ secured }).associate()
    link.notify(event)
    link.notify(pushed(encodeData(value)))
    expect(link.notifications).toEqual([event, pushed(encodeData(value))])
    if (secured) expect(link.frames.join()).not.toContain('0600001267')
    link.run({ kind: 'confirm', longInvokeId: 77 })
    expect(link.heard.at(-1)).toEqual({ kind: 'confirmed', longInvokeId: 77 })
    expect(link.read(register)).toEqual([value])
  })

  test('between request and response disturbs neither', () => {
    const link = new LinkedMachines({ secured }).associate()
    const [state, [request]] = stepClient(link.client, {
      kind: 'request',
      request: { service: 'get', items: [register] },
    })
    link.client = state
    link.notify(event)
    const [answer] = link.serve((request as { apdu: Uint8Array }).apdu)
    expect(link.run({ kind: 'apdu', apdu: answer! })).toMatchObject([{ kind: 'response' }])
    expect(link.notifications).toEqual([event])
  })

  test('too long for one APDU travels in blocks', () => {
    const link = new LinkedMachines({
      secured,
      client: { proposedConformance: withBlocks, maxReceivePduSize: 100 },
      server: { conformance: withBlocks },
    }).associate()
    link.notify(pushed(encodeData(longValue(100))))
    expect(link.notifications).toEqual([pushed(encodeData(longValue(100)))])
    expect(link.frames.at(-1)).toMatch(/^< e0c0/)
    const without = new LinkedMachines({ secured, client: { maxReceivePduSize: 100 } }).associate()
    expect(() => without.notify(pushed(encodeData(longValue(100))))).toThrow('the client takes 100')
  })

  test('with short names is an information report', () => {
    const link = new LinkedMachines({ secured, client: { referencing: 'SN' } }).associate()
    const report: Notification = {
      kind: 'information-report',
      time: '20261121070000',
      items: [{ shortName: 0x108, value: encodeData(value) }],
    }
    link.notify(report)
    expect(link.notifications).toEqual([report])
    expect(thrown(() => link.notify(event)).code).toBe('service-not-negotiated')
  })

  test('needs an association that has it', () => {
    const link = new LinkedMachines({ secured, server: { conformance: without('data-notification') } })
    expect(thrown(() => link.notify(event)).code).toBe('not-associated')
    link.associate()
    expect(thrown(() => link.notify(pushed(encodeData(value)))).message).toContain('data-notification')
  })
})

test('a notification in plain is not believed in a ciphered association', () => {
  const link = new LinkedMachines({ secured: true }).associate()
  link.run({ kind: 'apdu', apdu: fromHex('0f00000001000600001267') })
  expect(link.notifications).toEqual([])
  expect(link.read(register)).toEqual([value])
})

describe('a request that is given up', () => {
  test('is not answered by its late response, nor is the next one', () => {
    const link = new LinkedMachines().associate()
    const request = { service: 'get', items: [register] } as const
    const [waiting, [sent]] = stepClient(link.client, { kind: 'request', request })
    const [late] = link.serve((sent as { apdu: Uint8Array }).apdu)
    const [state] = stepClient(waiting, { kind: 'abort' })
    expect(stepClient(state, { kind: 'apdu', apdu: late! })).toMatchObject([{ phase: { name: 'ready' } }, []])
    const [next, [other]] = stepClient(state, { kind: 'request', request })
    const [after, outputs] = stepClient(next, { kind: 'apdu', apdu: late! })
    expect(outputs).toEqual([])
    const [answer] = link.serve((other as { apdu: Uint8Array }).apdu)
    expect(stepClient(after, { kind: 'apdu', apdu: answer! })[1]).toMatchObject([{ kind: 'response' }])
  })

  test('keeps its number from others until its answer has come', () => {
    const link = new LinkedMachines().associate()
    const request = { service: 'get', items: [register] } as const
    const [waiting] = stepClient(link.client, { kind: 'request', request })
    ;[link.client] = stepClient(waiting, { kind: 'abort' })
    for (let i = 0; i < 40; i++) link.read(register)
    const numbers = new Set(
      link.frames.filter(frame => frame.startsWith('> c001')).map(frame => frame.slice(6, 8)),
    )
    expect(numbers.size).toBe(15)
  })

  test('with short names ends the association: its answer could not be told from another', () => {
    const link = new LinkedMachines({ client: { referencing: 'SN' } }).associate()
    const [waiting] = stepClient(link.client, {
      kind: 'request',
      request: { service: 'read', items: [{ shortName: 0x108 }] },
    })
    expect(stepClient(waiting, { kind: 'abort' })[0].phase.name).toBe('closed')
  })
})

test('a refused association says what the service error in it says', () => {
  const link = new LinkedMachines({ server: { conformance: 0 } })
  expect(() => link.associate()).toThrow('no-reason-given, incompatible-conformance')
})

test('an association refused by an initiate error alone is told as such', () => {
  const [waiting] = stepClient(new LinkedMachines().client, { kind: 'associate' })
  const [state, [output]] = stepClient(waiting, { kind: 'apdu', apdu: fromHex('0e010601') })
  expect(state.phase.name).toBe('closed')
  expect(output).toMatchObject({ kind: 'failed', error: { code: 'confirmed-service-error' } })
  expect(output?.kind === 'failed' && output.error.message).toContain(
    'initiateError: initiate dlms-version-too-low',
  )
})

describe('a refusal', () => {
  const refusal = (hex: string) => {
    const link = new LinkedMachines().associate()
    const [waiting] = stepClient(link.client, {
      kind: 'request',
      request: { service: 'get', items: [register] },
    })
    const [state, [output]] = stepClient(waiting, { kind: 'apdu', apdu: fromHex(hex) })
    return { phase: state.phase.name, error: output?.kind === 'failed' ? output.error : undefined }
  }

  test('by exception-response says what to try', () => {
    expect(refusal('d80102')).toMatchObject({
      phase: 'ready',
      error: {
        code: 'exception',
        message: expect.stringContaining('compare the conformance that was negotiated'),
      },
    })
    expect(refusal('d80101').error?.message).toContain('associate anew')
    expect(refusal('d8010600000009').error).toMatchObject({
      code: 'counter-refused',
      expectedInvocationCounter: 9,
    })
  })

  test('by confirmed-service-error is reported in words, with a remedy', () => {
    expect(refusal('0e050302')).toMatchObject({
      phase: 'ready',
      error: {
        code: 'confirmed-service-error',
        message: expect.stringContaining('read: service service-unsupported'),
      },
    })
    expect(refusal('0e050401').error?.message).toContain('read the object list')
    expect(refusal('0e0504ee').error?.message).toContain('definition 238')
  })
})
