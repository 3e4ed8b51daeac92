import { describe, expect, test } from 'vitest'
import { benchCodec, describeCodec } from './codec/codec.ts'
import { benchProfile, describeProfile } from './codec/profile.ts'
import { benchCollect, describeCollect } from './collect/collect.ts'
import { benchJobs, describeJobs } from './collect/jobs.ts'
import { hotSpots } from './measure/cpu-profile.ts'
import { askPeer, peersIn } from './measure/peers.ts'
import { benchMeterData, describeMeterData } from './meter-data.ts'
import { benchSession, describeSession } from './session/session.ts'

test('bench codec measures the message that the peers were measured with', async () => {
  const figures = await benchCodec(0.05)
  expect(figures.profileOctets).toBe(2498)
  for (const rate of [figures.decodesPerSecond, figures.encodesPerSecond]) expect(rate).toBeGreaterThan(0)
  expect(describeCodec(figures)).toContain('2534 octets')
})

test('bench session holds sessions in every suite, in blocks and over HDLC', async () => {
  const figures = await benchSession(5)
  expect(figures.runs.map(({ suite, framing }) => `${suite} ${framing}`)).toEqual([
    ...['0 wrapper', '1 wrapper', '2 wrapper', '0 wrapper', '0 hdlc'],
  ])
  for (const { sessionsPerSecond, meterMicroseconds } of figures.runs) {
    expect(sessionsPerSecond).toBeGreaterThan(0)
    expect(meterMicroseconds).toBeGreaterThan(0)
  }
  expect(describeSession(figures)).toContain('suite 0, wrapper, APDUs of 1024 octets')
})

test('bench profile: columns hold less than rows of objects', async () => {
  const figures = await benchProfile(96 * 30)
  expect(figures.columns.held).toBeLessThan(figures.rowObjects.held)
  expect(describeProfile(figures)).toContain('profile of 2,880 rows')
})

describe('a peer', () => {
  const node = `"${process.execPath}" -e`

  test('is named with its command', () => {
    expect(peersIn(' a=run it, b=python b.py --fast=1')).toEqual([
      { name: 'a', command: 'run it' },
      { name: 'b', command: 'python b.py --fast=1' },
    ])
    expect(peersIn(undefined)).toEqual([])
    expect(() => peersIn('a')).toThrow('name=command')
  })

  test('is given its task and prints its figures', async () => {
    const echo = `${node} "process.stdin.on('data', it => console.log(it.toString()))"`
    expect(await askPeer({ name: 'echo', command: echo }, { decodesPerSecond: 7 })).toEqual({
      peer: 'echo',
      decodesPerSecond: 7,
    })
  })

  test('that fails or prints nothing is reported as such', async () => {
    const failing = { name: 'broken', command: `${node} "process.exit(3)"` }
    expect(await askPeer(failing, {})).toEqual({ peer: 'broken', failure: 'ended with 3' })
    expect(await askPeer({ name: 'mute', command: 'true' }, {})).toMatchObject({ failure: 'said no figures' })
  })
})

test('bench meter-data judges every day once, and makes no version of what has not changed', async () => {
  const figures = await benchMeterData({ meters: 20, days: 2 })
  expect(figures).toMatchObject({ bench: 'meter-data', meters: 20, days: 2, channels: 4 })
  expect(figures.meterDaysPerSecond).toBeGreaterThan(0)
  expect(describeMeterData(figures)).toContain('meter-days/s')
})

test('bench collect reads every meter on every day, and finds all of it in the store', async () => {
  const figures = await benchCollect({ meters: 20, days: 2, standard: true })
  expect(figures).toMatchObject({ bench: 'collect', meters: 20, days: 2, schedule: 'standard' })
  expect(figures.intervalsPerSecond / figures.sessionsPerSecond).toBeGreaterThan(4 * 96 - 20)
  expect(describeCollect(figures)).toContain('secured meter-day sessions (standard)')
})

test('bench jobs carries out every order once, and finds it verified', async () => {
  const figures = await benchJobs({ meters: 10, orders: 25 })
  expect(figures).toMatchObject({ bench: 'jobs', meters: 10, orders: 25 })
  expect(figures.p95Seconds).toBeGreaterThan(0)
  expect(figures.urgent.orders).toBeGreaterThan(0)
  expect(figures.urgent.p95Seconds).toBeGreaterThan(0)
  expect(describeJobs(figures)).toContain('25 switch orders to 10 meters')
})

test('hot spots are functions by their own time, without the time in which nothing ran', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 6 },
  })
  const profile = {
    nodes: [
      node(1, '(idle)', ''),
      node(2, 'encode', 'file:///home/me/ferraris/protocols/codec/src/axdr.ts'),
      node(3, '', 'file:///home/me/ferraris/node_modules/pg/lib/client.js'),
      node(4, 'encode', 'file:///home/me/ferraris/protocols/codec/src/axdr.ts'),
    ],
    samples: [1, 2, 3, 4],
    timeDeltas: [900, 50, 25, 25],
  }
  expect(hotSpots(profile)).toEqual([
    { percent: 75, function: 'encode', place: 'protocols/codec/src/axdr.ts:7' },
    { percent: 25, function: '(anonymous)', place: 'node_modules/pg/lib/client.js:7' },
  ])
})
