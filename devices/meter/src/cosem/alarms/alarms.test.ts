import { data, dateTimeAt, decodeData, encodeDateTime, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { openNotification } from '@ferraris/dlms/push'
import { SuiteKeys } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import type { PushMessage } from '../../host.ts'
import { calendar, programmedMeter } from '../../programmed-meter.fixture.ts'

const { pushSetupV0 } = classes
const fraud = 1 << 13
const here = { service: 'tcp', destination: Buffer.from('127.0.0.1:4059'), message: 'a-xdr' } as const

function alarming() {
  const sent: PushMessage[] = []
  const send = (message: PushMessage) => {
    sent.push(message)
    return true
  }
  const meter = programmedMeter({ push: { send } })
  expect(meter.set(pushSetupV0, obisCodes.alarmPush, 'sendDestinationAndMethod', here)).toBe('success')
  const bits = (name: string) => meter.getRaw(1, name, 2)
  const write = (name: string, value: number) => meter.setRaw(1, name, 2, data.doubleLongUnsigned(value))
  const bodies = () =>
    sent.map(({ apdu }) => {
      const { guek, gak } = meter.keys.management
      const opened = openNotification(apdu, () => new SuiteKeys(guek, gak))
      return 'body' in opened && decodeData(opened.body)
    })
  return { meter, sent, bits, write, bodies, events: meter.meter.store.events }
}

test('an alarm is pushed as it begins to stand: device, time, descriptors, and the event behind it', () => {
  const { meter, events, bodies } = alarming()
  events.record('meterCoverRemoved', meter.now)
  const time = data.octets(encodeDateTime(dateTimeAt(meter.now, calendar.zone)))
  expect(bodies()).toEqual([
    data.structure(
      data.octets(obisToOctets(obisCodes.alarmPush)),
      data.octets(Uint8Array.from(meter.meter.identity.logicalDeviceName)),
      expect.objectContaining({ type: 'octet-string' }),
      data.doubleLongUnsigned(fraud),
      data.doubleLongUnsigned(0),
      data.doubleLongUnsigned(0),
      data.structure(data.octets(obisToOctets(obis(obisCodes.fraudLog))), data.unsigned(44), time),
    ),
  ])
})

test('what stands is pushed once; a cleared descriptor tells of the next, though the register stands', () => {
  const { meter, sent, events, bits, write } = alarming()
  events.record('meterCoverRemoved', meter.now)
  events.record('strongField', meter.now)
  events.record('meterCoverClosed', meter.now)
  expect(sent).toHaveLength(1)
  expect(write(obisCodes.alarmDescriptor, 0)).toBe('success')
  events.record('replayAttempt', meter.now)
  expect(sent).toHaveLength(2)
  expect(bits(obisCodes.alarmRegister)).toEqual(data.doubleLongUnsigned(fraud))
})

test('the second register has its own filter and descriptor, and clearing either register is an event', () => {
  const { meter, sent, events, bits, write } = alarming()
  expect(write(obisCodes.alarmFilter2, 1 << 31)).toBe('success')
  events.record('keysChanged', meter.now)
  expect(sent).toHaveLength(0)
  events.record('switchFailed', meter.now)
  expect(sent).toHaveLength(1)
  expect(bits(obisCodes.alarmRegister2)).toEqual(data.doubleLongUnsigned(2 ** 31 + 2 ** 13))
  expect(bits(obisCodes.alarmDescriptor2)).toEqual(data.doubleLongUnsigned(2 ** 31))
  expect(write(obisCodes.alarmRegister2, 1)).toBe('other-reason')
  expect(write(obisCodes.alarmRegister2, 2 ** 13)).toBe('success')
  expect(meter.events(meter.now).map(({ code }) => code)).toEqual([47, 48, 68, 11])
  expect(write(obisCodes.alarmFilter2, 1 << 23)).toBe('other-reason')
})

test('the third has dips and distortion where Dutch meters have them; its filter lets none through until a client opens it', () => {
  const { meter, sent, bits, write } = alarming()
  const begin = meter.now
  const feel = (after: number, kind: 'sag' | 'distorting-load', seconds: number) =>
    meter.meter.harm({ kind, from: begin + after, until: begin + after + seconds })
  feel(10, 'sag', 2)
  meter.goTo(begin + 20)
  meter.meter.wake()
  expect(bits(obisCodes.alarmRegister3)).toEqual(data.doubleLongUnsigned(1))
  expect([bits(obisCodes.alarmDescriptor3), sent.length]).toEqual([data.doubleLongUnsigned(0), 0])
  expect(write(obisCodes.alarmFilter3, 1 << 6)).toBe('other-reason')
  expect(write(obisCodes.alarmFilter3, (1 << 8) | (1 << 11))).toBe('success')
  feel(100, 'distorting-load', 7200)
  meter.goTo(begin + 800)
  meter.meter.wake()
  expect([bits(obisCodes.alarmDescriptor3), sent.length]).toEqual([data.doubleLongUnsigned(1 << 8), 1])
  meter.goTo(begin + 6000)
  meter.meter.wake()
  expect(bits(obisCodes.alarmRegister3)).toEqual(data.doubleLongUnsigned(1 | (1 << 8) | (1 << 11)))
  expect(sent).toHaveLength(2)
})

test('a meter without a destination latches and sends nothing', () => {
  const { meter, sent, events, bits } = alarming()
  meter.set(pushSetupV0, obisCodes.alarmPush, 'sendDestinationAndMethod', {
    ...here,
    destination: new Uint8Array(),
  })
  events.record('meterCoverRemoved', meter.now)
  expect(sent).toHaveLength(0)
  expect(bits(obisCodes.alarmDescriptor)).toEqual(data.doubleLongUnsigned(fraud))
})

test('an error holds while its fault does; a lasting one stays until a client clears it', () => {
  const { meter, bits, write } = alarming()
  const register = () => bits(obisCodes.errorRegister)
  meter.meter.harm({ kind: 'ram-error', from: meter.now })
  meter.meter.harm({ kind: 'program-memory-error', from: meter.now })
  expect(register()).toEqual(data.doubleLongUnsigned(0b11 << 8))
  expect(write(obisCodes.errorRegister, 0)).toBe('success')
  expect(register()).toEqual(data.doubleLongUnsigned(0b11 << 8))
  const began = meter.now
  meter.goTo(began + 60)
  meter.meter.endHarm('ram-error', meter.now)
  meter.meter.endHarm('program-memory-error', meter.now)
  expect(register()).toEqual(data.doubleLongUnsigned(1 << 8))
  expect(write(obisCodes.errorRegister, 1 << 9)).toBe('other-reason')
  expect(write(obisCodes.errorRegister, 0)).toBe('success')
  expect(register()).toEqual(data.doubleLongUnsigned(0))
  expect(meter.events(began).map(({ code }) => code)).toEqual([13, 12, 10])
})

test('registers stand in profiles of one row, too', () => {
  const { meter, events } = alarming()
  events.record('meterCoverRemoved', meter.now)
  const buffer = meter.getRaw(7, obisCodes.alarmProfile, 2)
  expect(buffer).toMatchObject({
    type: 'array',
    value: [
      {
        value: [
          { type: 'octet-string' },
          data.doubleLongUnsigned(fraud),
          data.doubleLongUnsigned(0),
          data.doubleLongUnsigned(0),
        ],
      },
    ],
  })
  expect(meter.get(classes.profileGeneric, obisCodes.errorProfile, 'entriesInUse')).toBe(1)
})
