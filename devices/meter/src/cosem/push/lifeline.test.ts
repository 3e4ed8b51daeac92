import { data, dateTimeAt, decodeData, encodeDateTime, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { openNotification } from '@ferraris/dlms/push'
import { SuiteKeys } from '@ferraris/dlms/security'
import { ferrarisCodes, msOf, obisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import type { PushMessage } from '../../host.ts'
import { at, monday, programmedMeter } from '../../programmed-meter.fixture.ts'

const noon = at(monday, 12)
const name = '0.4.25.9.0.255'
const here = { service: 'udp', destination: Buffer.from('127.0.0.1:4059'), message: 'a-xdr' } as const

function lifeline(answer = true) {
  const sent: { readonly at: number; readonly code: unknown }[] = []
  const push = {
    send({ apdu }: PushMessage) {
      const { guek, gak } = meter.keys.management
      const opened = openNotification(apdu, () => new SuiteKeys(guek, gak))
      const body = 'body' in opened ? decodeData(opened.body) : undefined
      const values = body?.type === 'structure' ? body.value : []
      const last = values.at(-1)
      sent.push({ at: meter.now, code: last?.type === 'structure' ? last.value[1]?.value : undefined })
      return answer
    },
  }
  const meter = programmedMeter({ push }, noon)
  meter.set(classes.pushSetupV0, name, 'sendDestinationAndMethod', here)
  const runTo = (instant: number) => {
    for (let next = meter.meter.nextWake(); next !== undefined && next <= msOf(instant); ) {
      meter.goTo(next / 1000)
      meter.meter.wake()
      next = meter.meter.nextWake()
    }
    meter.goTo(instant)
  }
  return { meter, sent, runTo }
}

const { powerDown, powerUp } = ferrarisCodes

test('a meter that loses its supply says so at once, and says when it is back', () => {
  const { meter, sent } = lifeline()
  meter.meter.harm({ kind: 'outage', from: noon })
  expect(sent).toEqual([{ at: noon, code: powerDown }])
  meter.goTo(noon + 600)
  meter.meter.endHarm('outage', noon + 600)
  expect(sent.slice(1)).toEqual([{ at: noon + 600, code: powerUp }])
})

test('the push of the last gasp is sent besides, where it has a destination: which setup, whose, and when', () => {
  const bodies: unknown[] = []
  const push = {
    send({ apdu }: PushMessage) {
      const { guek, gak } = meter.keys.management
      const opened = openNotification(apdu, () => new SuiteKeys(guek, gak))
      bodies.push('body' in opened && decodeData(opened.body))
      return true
    },
  }
  const meter = programmedMeter({ push }, noon)
  meter.set(classes.pushSetupV0, obisCodes.lastGaspPush, 'sendDestinationAndMethod', here)
  meter.meter.harm({ kind: 'outage', from: noon, until: noon + 60 })
  meter.goTo(noon + 100)
  meter.meter.wake()
  expect(bodies).toEqual([
    data.structure(
      data.octets(obisToOctets(obisCodes.lastGaspPush)),
      data.octets(new Uint8Array(meter.meter.identity.logicalDeviceName)),
      data.octets(encodeDateTime(dateTimeAt(noon, meter.meter.store.clock.zone))),
    ),
  ])
})

test('failures that come of themselves are told at their instant, if the host wakes the meter', () => {
  const { meter, sent, runTo } = lifeline()
  meter.meter.harm({ kind: 'outage', from: noon + 100, until: noon + 700 })
  runTo(noon + 1000)
  expect(sent).toEqual([
    { at: noon + 100, code: powerDown },
    { at: noon + 700, code: powerUp },
  ])
})

test('a meter that was not awake has no energy left for its last gasp; it says that it is back', () => {
  const { meter, sent } = lifeline()
  meter.meter.harm({ kind: 'outage', from: noon + 100, until: noon + 700 })
  meter.goTo(noon + 300)
  meter.meter.wake()
  expect(sent).toEqual([])
  meter.goTo(noon + 800)
  meter.meter.wake()
  expect(sent).toEqual([{ at: noon + 800, code: powerUp }])
})

test('what nothing heard is not repeated from the dead: stored energy lasts for seconds', () => {
  const { meter, sent, runTo } = lifeline(false)
  meter.set(classes.pushSetupV0, name, 'repetitionDelay', 2)
  meter.meter.harm({ kind: 'outage', from: noon, until: noon + 600 })
  runTo(noon + 599)
  expect(sent.map(({ at }) => at - noon)).toEqual([0, 2, 4])
  runTo(noon + 601)
  // What could not be said then is said late, and that the supply is back.
  expect(sent.slice(3)).toEqual([
    { at: noon + 600, code: powerDown },
    { at: noon + 600, code: powerUp },
  ])
})

test('without a destination it is silent, and other pushes of a time without supply go out when it is back', () => {
  const { meter, sent, runTo } = lifeline()
  const other = '0.0.25.9.0.255'
  meter.set(classes.pushSetupV0, other, 'sendDestinationAndMethod', here)
  meter.set(classes.pushSetupV0, other, 'randomisationStartInterval', 0)
  meter.set(classes.pushSetupV0, name, 'sendDestinationAndMethod', { ...here, destination: Buffer.alloc(0) })
  const hourly = [{ time: { minute: 0, second: 0 }, date: {} }]
  meter.set(classes.singleActionSchedule, '0.0.15.0.4.255', 'executionTime', hourly)
  meter.meter.harm({ kind: 'outage', from: noon + 1800, until: noon + 2 * 3600 + 1800 })
  runTo(noon + 4 * 3600)
  expect(sent.map(({ at }) => (at - noon) / 3600)).toEqual([3, 4])
})
