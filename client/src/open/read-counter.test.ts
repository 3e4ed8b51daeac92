import { data, encodeData, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { AttributeRequest, GetDataResult } from '@ferraris/dlms'
import { describe, expect, test } from 'vitest'
import { readCounter } from './read-counter.ts'

const { associationLn } = classes
const { associatedPartnersId, objectList, securitySetupReference } = associationLn.attributes
const client = 5
const own = obis('0.0.40.0.3.255')

/** A meter in public view: its associations, and counters by their names. */
function meter(counters: Readonly<Record<string, number>>, setup: string | undefined) {
  const asked: string[] = []
  const association = {
    get: (...items: readonly AttributeRequest[]): Promise<GetDataResult[]> =>
      Promise.resolve(
        items.map(({ obis: name, attribute }) => {
          asked.push(`${name}:${attribute}`)
          const value = answer(name, attribute)
          return value === undefined
            ? { kind: 'data-access-result', result: 'object-undefined' }
            : { kind: 'data', data: encodeData(value) }
        }),
      ),
  }
  function answer(name: string, attribute: number) {
    if (name in counters) return data.doubleLongUnsigned(counters[name]!)
    if (setup === undefined) return undefined
    if (name === '0.0.40.0.0.255' && attribute === objectList.id)
      return objectList.type.encode([
        { classId: 15, version: 1, obis: own, access: { attributes: [], methods: [] } },
      ])
    if (name === own && attribute === associatedPartnersId.id)
      return associatedPartnersId.type.encode({ clientSap: client, serverSap: 1 })
    if (name === own && attribute === securitySetupReference.id)
      return securitySetupReference.type.encode(obis(setup))
    return undefined
  }
  return { association, asked }
}

describe("a client's counter", () => {
  test('is that of the security setup of its association first', async () => {
    const { association } = meter(
      { '0.0.43.1.2.255': 222, '0.0.43.1.5.255': 555, '0.0.43.1.0.255': 100 },
      '0.0.43.0.2.255',
    )
    expect(await readCounter(association, client)).toBe(222)
  })

  test('is the one numbered as the client, then the single one, where the meter shows no associations', async () => {
    const byClient = meter({ '0.0.43.1.5.255': 555, '0.0.43.1.0.255': 100 }, undefined)
    expect(await readCounter(byClient.association, client)).toBe(555)
    const single = meter({ '0.0.43.1.0.255': 100 }, '0.0.43.0.7.255')
    expect(await readCounter(single.association, client)).toBe(100)
  })

  test('that no object holds is unknown', async () => {
    const { association } = meter({}, '0.0.43.0.2.255')
    await expect(readCounter(association, client)).rejects.toMatchObject({ code: 'counter-unknown' })
  })
})
