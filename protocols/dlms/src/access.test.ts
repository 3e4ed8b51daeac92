import { fromHex } from '@ferraris/bytes'
import { data, decodeData } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { LinkedMachines, longValue, register, script, text, withBlocks } from './testing/linked-machines.ts'

const missing = { ...register, obis: text.obis, classId: 3 }

describe.each([false, true])('ACCESS, secured %s', secured => {
  test('reads, writes and invokes in one request, each with its result', () => {
    const link = new LinkedMachines({ secured }).associate()
    const results = link.ask({
      service: 'access',
      items: [
        { kind: 'get', ...register },
        { kind: 'get', ...register, selection: { selector: 1, parameters: data.nothing() } },
        { kind: 'set', ...text, value: data.octets(fromHex('35')) },
        { kind: 'set', ...register, value: data.unsigned(1) },
        { kind: 'action', ...script, parameter: data.unsigned(9) },
        { kind: 'action', ...script, obis: register.obis },
      ],
    })
    expect(results.map(({ kind }) => kind)).toEqual(['get', 'get', 'set', 'set', 'action', 'action'])
    const [plain, selected, written, denied, invoked, none] = results
    const value = data.doubleLongUnsigned(4711)
    expect(plain?.kind === 'get' && plain.result.kind === 'data' && decodeData(plain.result.data)).toEqual(
      value,
    )
    expect(
      selected?.kind === 'get' && selected.result.kind === 'data' && decodeData(selected.result.data),
    ).toEqual(data.structure(value, value))
    expect([written, denied]).toEqual([
      { kind: 'set', result: 'success' },
      { kind: 'set', result: 'read-write-denied' },
    ])
    expect(invoked).toEqual({
      kind: 'action',
      outcome: { result: 'success', returnParameters: { kind: 'data', data: fromHex('1109') } },
    })
    expect(none).toEqual({ kind: 'action', outcome: { result: 'object-undefined' } })
    expect(link.objects.values.get(text.obis)).toEqual(data.octets(fromHex('35')))
  })
})

describe('ACCESS', () => {
  const parts = [
    { kind: 'set', ...register, value: data.unsigned(1) },
    { kind: 'set', ...text, value: data.unsigned(1) },
  ] as const

  test('stops after an error where the client asks for that', () => {
    const link = new LinkedMachines().associate()
    expect(link.ask({ service: 'access', items: parts, breakOnError: true })).toEqual([
      { kind: 'set', result: 'read-write-denied' },
      { kind: 'set', result: 'other-reason' },
    ])
    expect(link.objects.values.get(text.obis)).toEqual(data.octets(fromHex('31323334')))
    expect(link.ask({ service: 'access', items: parts })[1]).toEqual({ kind: 'set', result: 'success' })
  })

  test('describes itself where the client asks for that, and carries a time', () => {
    const link = new LinkedMachines().associate()
    const time = fromHex('07ea0b150600000000ffc400')
    link.ask({ service: 'access', items: [{ kind: 'get', ...missing }], selfDescriptive: true, time })
    const [request, response] = link.frames.slice(-2)
    expect(request).toBe('> d9d00000010c07ea0b150600000000ffc400010100030000600100ff020100')
    expect(response).toBe('< dad00000010001010100030000600100ff0201090431323334010100')
  })

  test('that only writes is carried out in silence where no confirmation is wanted', () => {
    const link = new LinkedMachines().associate()
    expect(link.ask({ service: 'access', items: parts, confirmed: false })).toEqual([])
    expect(link.frames.at(-1)).toMatch(/^> d98/)
    expect(link.objects.values.get(text.obis)).toEqual(data.unsigned(1))
  })

  test('too long for one APDU travels in general block transfer, or not at all', () => {
    const items = [{ kind: 'get', ...text } as const]
    const small = { maxReceivePduSize: 200 }
    const plain = new LinkedMachines({ client: small }).associate()
    plain.objects.values.set(text.obis, longValue(100))
    expect(() => plain.ask({ service: 'access', items })).toThrow('pdu-too-long')
    const link = new LinkedMachines({
      client: { ...small, proposedConformance: withBlocks },
      server: { conformance: withBlocks },
    }).associate()
    link.objects.values.set(text.obis, longValue(100))
    const [outcome] = link.ask({ service: 'access', items })
    expect(
      outcome?.kind === 'get' && outcome.result.kind === 'data' && decodeData(outcome.result.data),
    ).toEqual(longValue(100))
  })

  test('with fewer data than parts is refused whole', () => {
    const link = new LinkedMachines().associate()
    const [answer] = link.serve(fromHex('d94000000100020200010000600100ff020200010000600100ff02011105'))
    expect(answer).toEqual(fromHex('d80103'))
    expect(link.objects.values.get(text.obis)).toEqual(data.octets(fromHex('31323334')))
  })
})
