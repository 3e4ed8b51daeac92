import { data, decodeData, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { expect, test } from 'vitest'
import { at, monday, programmedMeter, steady } from '../../programmed-meter.fixture.ts'

const { arbitrator, functionControl, arrayManager, specialDaysTable, utilityTables, limiter } = classes
const arbitratorName = '0.0.96.3.20.255'
const functions = '0.0.44.1.0.255'
const arrays = '0.0.18.0.0.255'
function text(value: string) {
  return new TextEncoder().encode(value)
}

test('of several actors the heaviest has its will', () => {
  const meter = programmedMeter()
  const request = (actor: number, actions: string) => {
    const { result } = meter.invoke(arbitrator, arbitratorName, 'requestAction', { actor, actions })
    return [result, meter.get(arbitrator, arbitratorName, 'lastOutcome'), meter.isConnected]
  }
  expect(request(3, '10')).toEqual(['success', 1, false])
  expect(request(1, '01')).toEqual(['success', 2, true])
  expect(request(2, '10')).toEqual(['success', 2, true])
  expect(meter.get(arbitrator, arbitratorName, 'mostRecentRequestsTable')).toEqual(['01', '10', '10'])
  meter.set(arbitrator, arbitratorName, 'permissionsTable', ['11', '11', '00'])
  expect(request(3, '10')[0]).toBe('other-reason')
  expect(request(4, '10')[0]).toBe('other-reason')
})

test('a function that is switched off can neither be used, nor does it act', () => {
  const meter = programmedMeter({ load: steady(4000) })
  meter.set(limiter, '0.0.17.0.0.255', 'thresholdNormal', data.doubleLongUnsigned(1000))
  const off = [{ name: text('limiter'), enabled: false }]
  expect(meter.invoke(functionControl, functions, 'setFunctionStatus', off).result).toBe('success')
  meter.goTo(at(monday + 1))
  expect(meter.isConnected).toBe(true)
  expect(meter.getRaw(71, '0.0.17.0.0.255', 4)).toBe('object-unavailable')
  meter.invoke(functionControl, functions, 'setFunctionStatus', [{ name: text('limiter'), enabled: true }])
  meter.goTo(at(monday + 2))
  expect(meter.isConnected).toBe(false)
})

test('a function may not hold what is needed to switch it on again', () => {
  const meter = programmedMeter()
  const add = (classId: number, name: string) =>
    meter.invoke(functionControl, functions, 'addFunction', {
      name: text('mine'),
      objects: [{ classId, obis: obis(name) }],
    }).result
  expect(add(15, '0.0.40.0.0.255')).toBe('other-reason')
  expect(add(22, '0.0.15.0.1.255')).toBe('success')
})

test('an array manager counts, reads and changes the entries of an array, within its type', () => {
  const meter = programmedMeter()
  const day = (index: number, dayOfMonth: number) => ({ index, date: { month: 11, dayOfMonth }, dayId: 3 })
  meter.set(specialDaysTable, '0.0.11.0.0.255', 'entries', [day(1, 3), day(2, 4), day(3, 5)])
  const count = () => {
    const { data: answer } = meter.invoke(arrayManager, arrays, 'retrieveNumberOfEntries', 1)
    return answer && decodeData(answer).value
  }
  expect(count()).toBe(3)
  const entry = classes.specialDaysTable.methods.insert.type.encode(day(9, 9))
  expect(meter.invoke(arrayManager, arrays, 'insertEntry', { arrayId: 1, at: 4, entry }).result).toBe(
    'success',
  )
  expect(meter.invoke(arrayManager, arrays, 'removeEntries', { arrayId: 1, from: 2, to: 3 }).result).toBe(
    'success',
  )
  const left = meter.get(specialDaysTable, '0.0.11.0.0.255', 'entries')
  expect(left.map(({ index }) => index)).toEqual([1, 9])
  const wrong = { arrayId: 1, at: 1, entry: data.text('a day') }
  expect(meter.invoke(arrayManager, arrays, 'updateEntry', wrong).result).toBe('type-unmatched')
  expect(meter.invoke(arrayManager, arrays, 'removeEntries', { arrayId: 1, from: 1, to: 9 }).result).toBe(
    'other-reason',
  )
  expect(count()).toBe(2)
})

test('a utility table identifies the meter', () => {
  const meter = programmedMeter()
  const buffer = Buffer.from(meter.get(utilityTables, '0.0.65.1.0.255', 'buffer'))
  expect(buffer).toHaveLength(meter.get(utilityTables, '0.0.65.1.0.255', 'length'))
  expect(buffer.toString('latin1', 0, 12)).toBe('FER FERRARIS')
  expect(buffer.toString('latin1', 16)).toBe('FER00000042     ')
})
