import { fromHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { data, encodeData, obis } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { anyApdu } from '../../apdu/apdu.ts'
import { explain, explainApdus } from '../explain.ts'

const invokeIdAndPriority = { id: 1, confirmed: true, highPriority: true, selfDescriptive: false } as never
const method = { classId: 3, instanceId: obis('1.0.1.8.0.255'), methodId: 1 } as const

describe('an APDU as JSON writes out what is absent or empty:', () => {
  test('parameters of an action', () => {
    const octets = encode(anyApdu, {
      apdu: 'action-request',
      value: { kind: 'action-request-normal', invokeIdAndPriority, method },
    })
    expect(explain(octets).apdus).toEqual([
      {
        apdu: 'action-request-normal',
        invokeId: 1,
        confirmed: true,
        highPriority: true,
        class: 3,
        obis: '1.0.1.8.0.255',
        method: 1,
        parameters: null,
      },
    ])
  })

  test('the time of an information report, its variables and data', () => {
    const octets = encode(anyApdu, {
      apdu: 'information-report-request',
      value: {
        specifications: [{ kind: 'variable-name', name: 0x100 }],
        values: [encodeData(data.unsigned(7))],
      },
    })
    expect(explain(octets).apdus).toEqual([
      {
        apdu: 'information-report-request',
        time: null,
        variables: [{ sn: 0x100 }],
        data: [{ t: 'unsigned', v: 7 }],
      },
    ])
  })

  test('information of an HDLC frame that has none', () => {
    expect(explain(fromHex('7ea0070321930f017e')).hdlc).toMatchObject([{ infoHex: '' }])
  })
})

test('a confirmed service error shows the three numbers of its octets, and words beside them', () => {
  expect(explain(fromHex('0e010601')).apdus).toEqual([
    {
      apdu: 'confirmed-service-error',
      service: 1,
      serviceError: 6,
      value: 1,
      errorType: 'initiate',
      error: 'dlms-version-too-low',
    },
  ])
})

describe('a list of general blocks', () => {
  function block(blockNumber: number, lastBlock: boolean, blockData: Uint8Array) {
    return encode(anyApdu, {
      apdu: 'general-block-transfer',
      value: {
        blockControl: { lastBlock, streaming: false, window: 3 },
        blockNumber,
        blockNumberAck: 0,
        blockData,
      },
    })
  }
  const whole = fromHex('c401c1001107')
  const [first, second, third] = [whole.subarray(0, 2), whole.subarray(2, 4), whole.subarray(4)]

  test('comes together in any order, and says what the receiver lacks after two', () => {
    const explained = explainApdus([block(1, false, first), block(3, true, third), block(2, false, second)])
    expect(explained).toMatchObject({ reassembledHex: 'c401c1001107', missingAfterTwo: [2], errors: [] })
  })

  test('that never ends is an error', () => {
    const { errors, missingAfterTwo } = explainApdus([block(1, false, first), block(2, false, second)])
    expect(missingAfterTwo).toEqual([])
    expect(errors).toMatchObject([{ layer: 'block transfer', message: expect.stringMatching(/last block/) }])
  })
})
