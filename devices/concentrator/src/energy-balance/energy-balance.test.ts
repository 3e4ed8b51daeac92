import { quality } from '@ferraris/metering'
import type { ProfileDay } from '@ferraris/uplink'
import { expect, test } from 'vitest'
import { meterFrom } from '../commissioning/meter.ts'
import { hourMs, TestSection } from '../testing/section.fixture.ts'
import { testIncrement } from '../testing/table-meter.fixture.ts'
import { BalanceBook } from './balance-book.ts'
import { balancesOf } from './energy-balance.ts'

function meter(aca: string, more: { substation?: boolean; transformer?: string } = {}) {
  return meterFrom({
    aca,
    state: 'adopted',
    substation: false,
    mode: 'hardened',
    progress: {},
    firstHeard: 0,
    lastHeard: 0,
    ...more,
  })
}

function registerOf(obis: string, increments: (number | null)[]) {
  return {
    obis,
    increments,
    quality: increments.map(increment => (increment === null ? quality.missing : quality.valid)),
  }
}

function dayOf(
  aca: string,
  imported: (number | null)[],
  exported?: (number | null)[],
): Omit<ProfileDay, 'key'> {
  return {
    kind: 'profile-day',
    aca,
    readAt: 0,
    obis: '1.0.99.1.0.255',
    day: '2026-11-20',
    start: 0,
    intervalSeconds: 900,
    registers: [
      registerOf('1.0.1.8.0.255', imported),
      ...(exported === undefined ? [] : [registerOf('1.0.2.8.0.255', exported)]),
    ],
  }
}

test('what was supplied stands against the net sum of the meters, interval by interval', () => {
  const meters = [meter('S', { substation: true }), meter('A'), meter('B')]
  const days = [
    dayOf('S', [110, 100, 50], [0, 0, 10]),
    dayOf('A', [60, 50, 20]),
    dayOf('B', [40, 40, 30], [0, 0, 12]),
  ]
  expect(balancesOf('2026-11-20', meters, days, 'CS-1')).toEqual([
    {
      transformer: 'CS-1',
      day: '2026-11-20',
      start: 0,
      intervalSeconds: 900,
      supplied: [110, 100, 40],
      metered: [100, 90, 38],
      meters: 2,
      missing: 0,
      lossShare: 22 / 250,
    },
  ])
})

test('intervals in which a meter is missing give no losses', () => {
  const meters = [meter('S', { substation: true }), meter('A'), meter('B'), meter('C')]
  const days = [dayOf('S', [100, 100]), dayOf('A', [50, 50]), dayOf('B', [40, null])]
  const [balance] = balancesOf('2026-11-20', meters, days, 'CS-1')
  expect(balance).toMatchObject({ metered: [null, null], missing: 2, lossShare: null })
  const [partly] = balancesOf('2026-11-20', meters.slice(0, 3), days, 'CS-1')
  expect(partly).toMatchObject({ metered: [90, null], missing: 1, lossShare: 0.1 })
})

test('each transformer is balanced by itself, and one without its own meter not at all', () => {
  const meters = [
    meter('S1', { substation: true, transformer: 'T1' }),
    meter('A', { transformer: 'T1' }),
    meter('S2', { substation: true, transformer: 'T2' }),
    meter('B', { transformer: 'T2' }),
    meter('C', { transformer: 'T3' }),
  ]
  const days = [dayOf('S1', [10]), dayOf('A', [9]), dayOf('S2', [20]), dayOf('B', [20]), dayOf('C', [5])]
  const balances = balancesOf('2026-11-20', meters, days, 'CS-1')
  expect(balances.map(({ transformer, lossShare }) => [transformer, lossShare])).toEqual([
    ['T1', 0.1],
    ['T2', 0],
  ])
})

test('uc FE-2 a concentrator balances its section when the day is there, and reports it again after a reconnection', () => {
  const section = new TestSection({ meters: 4, adopt: false, settings: { historyDays: 1 } })
  section.tell({
    kind: 'adopt',
    meters: section.meters.map(({ adoption }, i) => ({
      ...adoption,
      transformer: 'T1',
      substation: i === 0,
    })),
  })
  section.run(3 * hourMs)
  const told = section.headEnd.last('balance')?.balance
  const sums = Array.from({ length: 96 }, (_, i) =>
    [2, 3, 4].reduce((sum, number) => sum + testIncrement(number, 0, told!.start / 1000 + (i + 1) * 900), 0),
  )
  expect(told).toMatchObject({ transformer: 'T1', day: '2026-11-20', meters: 3, missing: 0, metered: sums })
  section.headEnd.messages.length = 0
  section.concentrator.disconnected(section.line.now)
  section.concentrator.connected(section.line.now)
  expect(section.headEnd.last('balance')?.balance).toEqual(told)
  expect(section.concentrator.balances()).toEqual([told])
})

test('a section that loses more than on the days before says so, once it knows them', () => {
  const net = (n: number, i: number) => 2000 + 100 * (n % 3) + 50 * (i % 7)
  const days = Array.from({ length: 12 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}`)
  const quarters = Array.from({ length: 96 }, (_, i) => i)
  let today = -1
  const bookOf = (stolenFrom: number) => {
    today = -1
    const ofDay = () => [
      dayOf(
        'S',
        quarters.map(i => net(today, i) + 30 + (today >= stolenFrom ? 60 : 0)),
      ),
      dayOf(
        'A',
        quarters.map(i => net(today, i)),
      ),
    ]
    const section = {
      roster: { adopted: () => [meter('S', { substation: true }), meter('A')] },
      store: { results: { ofDay } },
    }
    const complete = {
      takeChanged: () => true,
      get lastDay() {
        return days[today]!
      },
    }
    return new BalanceBook(
      section as unknown as ConstructorParameters<typeof BalanceBook>[0],
      complete as unknown as ConstructorParameters<typeof BalanceBook>[1],
      'CS-1',
    )
  }
  const told = (stolenFrom: number) => {
    const book = bookOf(stolenFrom)
    return days.map(() => {
      today++
      return book.renew()[0]?.step?.isStep
    })
  }
  expect(told(99).slice(8)).toEqual([false, false, false, false])
  expect(told(10).slice(8)).toEqual([false, false, true, true])
  expect(told(99).slice(0, 6)).toEqual(Array.from({ length: 6 }, () => undefined))
})
