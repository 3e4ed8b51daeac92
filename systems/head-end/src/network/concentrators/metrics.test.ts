import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../log.ts'
import { openNetwork, type TestNetwork } from '../../testing/network.fixture.ts'
import { networkObserver } from '../uplink/log-observer.ts'
import { watchConcentrators } from './metrics.ts'

const registry = new Registry()
const lines: string[] = []
let net: TestNetwork

beforeAll(async () => {
  const log = createLog({ level: 'warn', destination: { write: line => lines.push(line) } })
  net = await openNetwork(networkObserver(registry, log))
  watchConcentrators(registry, { db: net.store.kysely })
  for (const id of ['C1', 'C2']) await net.enrolled(id)
})
afterAll(() => net.close())

test('a concentrator that is lost is counted, and has a line in the log', async () => {
  const beat = { at: net.clock.now, meters: 1, silent: 0, pendingResults: 0, diskFree: 1e9 }
  await net.network.take('C1', { kind: 'heartbeat', ...beat })
  await net.network.take('C1', { kind: 'gone', closed: false })
  await net.network.take('C1', { kind: 'gone', closed: false })
  const text = await registry.metrics()
  expect(text).toContain('ferraris_concentrators_lost_total 1')
  expect(text).toContain('ferraris_concentrators{state="lost"} 1')
  expect(text).toContain('ferraris_concentrators{state="new"} 1')
  expect(text).toContain('ferraris_concentrators{state="online"} 0')
  expect(lines).toEqual([expect.stringMatching(/"concentrator":"C1".*concentrator lost/)])
})
