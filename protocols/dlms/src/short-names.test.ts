import { fromHex, toHex } from '@ferraris/bytes'
import { data, obis } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import {
  LinkedMachines,
  type LinkOptions,
  longValue,
  names,
  register,
  script,
  text,
  withBlocks,
  without,
} from './testing/linked-machines.ts'

function sn({ client, ...options }: LinkOptions = {}) {
  return new LinkedMachines({ ...options, client: { referencing: 'SN', ...client } }).associate()
}
const value = data.doubleLongUnsigned(4711)

describe.each([false, true])('an association with short names, secured %s', secured => {
  test('is read, written and invoked by the same calls, its object list being read once', () => {
    const link = sn({ secured })
    expect(link.read(register)).toEqual([value])
    expect(link.read(register, { ...text, obis: obis('0.0.96.1.9.255') }, text)).toEqual([
      value,
      'object-undefined',
      data.octets(fromHex('31323334')),
    ])
    expect(link.ask({ service: 'set', items: [{ ...text, value: data.unsigned(5) }] })).toEqual(['success'])
    expect(link.ask({ service: 'set', items: [{ ...register, value: data.unsigned(5) }] })).toEqual([
      'read-write-denied',
    ])
    expect(
      link.ask({ service: 'action', items: [{ ...script, parameter: data.unsigned(6) }, script] }),
    ).toEqual([
      { result: 'success', returnParameters: { kind: 'data', data: fromHex('1106') } },
      { result: 'success' },
    ])
    expect(link.objects.calls).toEqual([
      { method: 1, parameters: data.unsigned(6) },
      { method: 1, parameters: undefined },
    ])
    expect(link.run({ kind: 'release' })).toMatchObject([{ kind: 'released' }])
    if (!secured) expect(link.frames.filter(frame => frame.startsWith('> 050102fa08'))).toHaveLength(1)
  })
})

describe('short names', () => {
  test('that are known beforehand save reading the list', () => {
    const link = sn({ client: { shortNames: names } })
    expect(link.read(register)).toEqual([value])
    expect(link.frames.slice(-2)).toEqual(['> 0501020108', '< 0c01000600001267'])
  })

  test('may be read and written directly', () => {
    const link = sn()
    const shortName = names.attribute(text.classId, text.obis, 2)!
    expect(link.ask({ service: 'write', items: [{ shortName, value: data.unsigned(1) }] })).toEqual([
      'success',
    ])
    expect(link.ask({ service: 'read', items: [{ shortName }, { shortName: 0x7000 }] })).toEqual([
      { kind: 'data', data: fromHex('1101') },
      { kind: 'data-access-result', result: 'object-undefined' },
    ])
    const selection = { selector: 1, parameters: data.nothing() }
    expect(link.ask({ service: 'read', items: [{ shortName, selection }] })).toEqual([
      { kind: 'data', data: fromHex('020211011101') },
    ])
  })

  test('are written in silence where no confirmation is wanted', () => {
    const link = sn()
    link.read(text)
    const frames = link.frames.length
    expect(
      link.ask({ service: 'set', items: [{ ...text, value: data.unsigned(7) }], confirmed: false }),
    ).toEqual([])
    expect(link.frames.slice(frames).map(frame => frame.slice(0, 4))).toEqual(['> 16'])
    expect(link.objects.values.get(text.obis)).toEqual(data.unsigned(7))
  })

  for (const general of [false, true]) {
    test(`carry long values in ${general ? 'general ' : ''}blocks in both directions`, () => {
      const conformance = general ? { proposedConformance: withBlocks } : {}
      const link = sn({
        client: { maxReceivePduSize: 120, ...conformance },
        server: { maxReceivePduSize: 150, ...(general && { conformance: withBlocks }) },
      })
      expect(link.ask({ service: 'set', items: [{ ...text, value: longValue(200) }] })).toEqual(['success'])
      expect(link.objects.values.get(text.obis)).toEqual(longValue(200))
      expect(link.read(text, register)).toEqual([longValue(200), value])
      const many = Array.from({ length: 60 }, () => register)
      expect(link.read(...many)).toEqual(many.map(() => value))
      expect(link.ask({ service: 'action', items: [{ ...script, parameter: longValue(90) }] })).toMatchObject(
        [{ result: 'success' }],
      )
      expect(link.objects.calls).toEqual([{ method: 1, parameters: longValue(90) }])
      for (const frame of link.frames)
        expect((frame.length - 2) / 2).toBeLessThanOrEqual(frame.startsWith('>') ? 150 : 120)
    })
  }

  test('are refused in an association with logical names, and the other way round', () => {
    const ln = new LinkedMachines().associate()
    expect(ln.serve(fromHex('050102fa08')).map(apdu => toHex(apdu))).toEqual(['d80102'])
    expect(
      sn()
        .serve(fromHex('c001c100030100010800ff0200'))
        .map(apdu => toHex(apdu)),
    ).toEqual(['d80102'])
    expect(() => ln.ask({ service: 'read', items: [{ shortName: 0x108 }] })).toThrow('conformance bit read')
    expect(() => sn().ask({ service: 'access', items: [] })).toThrow('conformance bit access')
  })

  test('need a server that has them', () => {
    expect(() => sn({ server: { referencing: 'LN' } })).toThrow('application-context-name-not-supported')
    const onlyShort = { server: { referencing: 'SN' } } as const
    expect(() => new LinkedMachines(onlyShort).associate()).toThrow('application-context-name-not-supported')
    expect(sn(onlyShort).read(register)).toEqual([value])
  })

  test('cannot be found without the object list', () => {
    const link = sn()
    link.objects.device.get = () => 'object-undefined' as const
    expect(() => link.read(register)).toThrow('the server gave no list of its short names')
    expect(link.client.phase.name).toBe('ready')
  })

  test('in blocks out of order are refused', () => {
    const link = sn()
    expect(link.serve(fromHex('0501050001')).map(apdu => toHex(apdu))).toEqual(['0c010110'])
    expect(link.serve(fromHex('05010600000203010203')).map(apdu => toHex(apdu))).toEqual(['0c010113'])
    expect(link.serve(fromHex('06010700000501090101')).map(apdu => toHex(apdu))).toEqual(['0d010113'])
  })

  test('several at once need multiple references', () => {
    const link = sn({ server: { conformance: without('multiple-references') } })
    expect(() => link.read(register, text)).toThrow('conformance bit multiple-references')
    expect(link.read(text)).toEqual([data.octets(fromHex('31323334'))])
  })
})
