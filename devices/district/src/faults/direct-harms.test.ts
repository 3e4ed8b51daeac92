import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FaultOrder, msPerMinute } from '@ferraris/metering'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type District, startDistrict } from '../district.ts'

const start = Date.parse('2026-11-20T11:00:00Z')
const clock = { time: start, now: () => clock.time }
let folder: string
let district: District

async function begin(): Promise<void> {
  district = await startDistrict({
    meters: 2,
    data: folder,
    seed: 5,
    historyDays: 2,
    clock,
    basePort: 0,
  })
}

beforeEach(async () => {
  clock.time = start
  folder = mkdtempSync(join(tmpdir(), 'ferraris-harms-'))
  await begin()
})
afterEach(async () => {
  await district.close()
  rmSync(folder, { recursive: true })
})

const [first, second] = ['FER00000001', 'FER00000002'] as const
/** An association request of the public client, in the wrapper. */
const request = Buffer.from(
  '000100100001001f601da109060760857405080101be10040e01000000065f1f040000181f0200',
  'hex',
)

/** Whether a meter answers a client that calls. */
async function answers(serial: string): Promise<boolean> {
  const { uri } = district.meters.find(meter => meter.serial === serial)!
  const socket = connect(Number(new URL(uri.replace('dlms+tcp', 'http')).port), '127.0.0.1')
  socket.write(request)
  const answered = await new Promise<boolean>(resolve => {
    socket.once('data', () => resolve(true))
    socket.once('close', () => resolve(false))
    socket.once('error', () => resolve(false))
  })
  socket.destroy()
  return answered
}

function refusedMember(order: Partial<FaultOrder>): string | undefined {
  try {
    district.faults.set({ kind: 'outage', target: first, ...order })
    return undefined
  } catch (error) {
    return (error as { path?: string }).path
  }
}

test('a meter without supply closes what comes, and answers again when its time is over', async () => {
  district.faults.set({ kind: 'outage', target: first, for: 600 })
  expect([await answers(first), await answers(second)]).toEqual([false, true])
  expect(district.faults.describe()).toMatchObject({
    direct: [first, second],
    faults: [{ kind: 'outage', target: first, until: start + 10 * msPerMinute, meters: [first] }],
  })
  clock.time += 10 * msPerMinute
  await expect.poll(() => answers(first), { timeout: 60_000 }).toBe(true)
  expect(district.faults.describe().faults).toEqual([])
})

test('a harm goes on after a restart, and what was over meanwhile has ended at its time', async () => {
  district.faults.set({ kind: 'outage', target: first, for: 600 })
  district.faults.set({ kind: 'outage', target: second })
  await district.close()
  clock.time += 5 * msPerMinute
  await begin()
  expect([await answers(first), await answers(second)]).toEqual([false, false])
  await district.close()
  clock.time += 60 * msPerMinute
  await begin()
  expect([await answers(first), await answers(second)]).toEqual([true, false])
  expect(district.faults.clear('outage')).toBe(1)
  expect(await answers(second)).toBe(true)
})

test('an order that cannot be names the member that is wrong', () => {
  const table: [Partial<FaultOrder>, keyof FaultOrder][] = [
    [{ target: 'FER00000003' }, 'target'],
    [{ target: 'S1' }, 'target'],
    [{ kind: 'cut-cable' }, 'target'],
    [{ target: `${first}:L2` }, 'target'],
    [{ for: 0 }, 'for'],
    [{ for: Number.NaN }, 'for'],
    [{ for: 400 * 86_400 }, 'for'],
    [{ until: start }, 'until'],
    [{ until: start + 1000, for: 1 }, 'for'],
    [{ level: 5 }, 'level'],
    [{ kind: 'sag', depth: 2 }, 'depth'],
    [{ kind: 'sag', for: 61 }, 'for'],
    [{ kind: 'sag', phase: 'L4' as 'L1' }, 'phase'],
    [{ share: 0.5 }, 'share'],
    [{ to: 'S2' }, 'to'],
  ]
  for (const [order, member] of table) expect([order, refusedMember(order)]).toEqual([order, member])
  expect(district.faults.describe().faults).toEqual([])
})
