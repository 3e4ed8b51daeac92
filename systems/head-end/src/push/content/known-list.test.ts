import { data, dateTimeAt, encodeDateTime, obis, obisToOctets, zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { ofKnownList } from './known-list.ts'

const rome = zone('Europe/Rome')
const at = Date.parse('2026-11-21T12:00:00Z') / 1000
const moment = data.octets(encodeDateTime(dateTimeAt(at, rome)))

function name(text: string) {
  return data.octets(obisToOctets(obis(text)))
}
function place(classId: number, text: string, attribute = 2) {
  return { classId, obis: text, attribute }
}

const alarm = [place(1, '0.0.96.1.0.255'), place(8, '0.0.1.0.0.255'), place(1, '0.0.97.98.1.255')]
const log = [place(40, '0.2.25.9.0.255', 1), place(7, '0.0.99.98.1.255')]
const gasp = [place(40, '0.3.25.9.0.255', 1), place(8, '0.0.1.0.0.255')]
const lists = new Map([
  ['0.0.25.9.0.255', alarm],
  ['0.2.25.9.0.255', log],
  ['0.3.25.9.0.255', gasp],
])

describe('a body that names nothing', () => {
  test('is read by the only list with as many places', () => {
    const body = data.structure(
      data.octets(Buffer.from('12345678')),
      moment,
      data.doubleLongUnsigned(0x8000_0001),
    )
    expect(ofKnownList(body, undefined, rome, lists)).toEqual({
      time: at,
      meter: '12345678',
      words: [{ register: '0.0.97.98.1.255', word: 0x8000_0001 }],
      entries: [],
      isLastGasp: false,
    })
  })

  test('is read by the list of the setup that stands in front', () => {
    const row = data.structure(moment, data.unsigned(40))
    const ofLog = data.structure(name('0.2.25.9.0.255'), data.array(row))
    expect(ofKnownList(ofLog, undefined, rome, lists)?.entries).toEqual([
      { log: '0.0.99.98.1.255', code: 40, time: at },
    ])
    const ofGasp = data.structure(name('0.3.25.9.0.255'), moment)
    expect(ofKnownList(ofGasp, 1, rome, lists)).toMatchObject({ isLastGasp: true, time: at })
  })

  test('is not read by a list that may be another: of two with as many places, or of none', () => {
    expect(ofKnownList(data.structure(data.unsigned(1), moment), undefined, rome, lists)).toBeUndefined()
    expect(ofKnownList(data.structure(data.unsigned(1)), undefined, rome, lists)).toBeUndefined()
    expect(ofKnownList(data.unsigned(1), undefined, rome, lists)).toBeUndefined()
  })
})
