import { listenSmitp, openChannel } from '@ferraris/transport'
import { expect, test } from 'vitest'
import { type CaseResult, runSmitpPlan, type SmitpSubject, smitpPlan } from '../index.ts'
import { faults } from './faults.fixture.ts'
import { faultyMeter, soundMeter, subjectOf } from './faulty-meter.fixture.ts'

async function resultsOf(subject: SmitpSubject): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for await (const result of runSmitpPlan(smitpPlan, subject)) results.push(result)
  return results
}

function not(verdict: string, results: readonly CaseResult[]) {
  return results
    .filter(result => result.verdict !== verdict)
    .map(({ id, verdict, detail }) => `${id}: ${verdict}, ${detail}`)
}

test.each(['hardened', 'faithful'] as const)(
  'uc K-20 a sound meter passes every case in frames as on the line, %s',
  async mode => {
    const { face, security } = soundMeter({ mode })
    const subject = subjectOf(security, aca => asked => (aca === face.aca ? face.answer(asked) : undefined))
    const results = await resultsOf(subject)
    expect(not('PASS', results)).toEqual([])
    expect(results.map(({ id }) => id)).toEqual(smitpPlan.map(({ id }) => id))
  },
)

test('uc K-20 a sound meter over TCP fails nothing, each verdict bears its frames, and segments do not apply', async () => {
  const { face, security } = soundMeter()
  const service = {
    aca: face.aca,
    answer: face.answer.bind(face),
    onFailure(error: unknown) {
      throw error
    },
  }
  const local = { host: '127.0.0.1', port: 0, maxConnections: 64, idleTimeoutMs: 60_000 }
  const listener = await listenSmitp({ service, ...local })
  const subject: SmitpSubject = {
    ...subjectOf(security, () => () => undefined),
    openChannel: (aca, onFrame) =>
      openChannel(
        { medium: 'tcp', host: local.host, port: listener.port, aca },
        { timeoutMs: 20_000, onFrame },
      ),
  }
  const results = await resultsOf(subject)
  await listener.close()
  const notApplicable = ['segments.first-of-two-is-receipted', 'segments.bare-message-is-refused']
  const others = results.filter(({ verdict }) => verdict !== 'PASS')
  expect(others.map(({ id, verdict }) => [id, verdict])).toEqual(
    notApplicable.map(id => [id, 'INAPPLICABLE']),
  )
  for (const { id, frames } of results) {
    if (!notApplicable.includes(id)) expect(frames.map(({ direction }) => direction)).toContain('received')
  }
})

test('uc K-20 every case has its planted fault', () => {
  expect(faults.map(([id]) => id)).toEqual(smitpPlan.map(({ id }) => id))
})

test.each(faults)('uc K-20 %s fails, and nothing else, where %s', async (id, _, fault) => {
  const results = await resultsOf(faultyMeter(fault))
  expect(not('PASS', results).map(text => text.split(',')[0])).toEqual([`${id}: FAIL`])
})

test('without the write key what takes it is inapplicable', async () => {
  const results = await resultsOf({ ...faultyMeter({}), mayWrite: false })
  const others = results.filter(({ verdict }) => verdict !== 'PASS')
  expect(others.length).toBeGreaterThan(3)
  expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(['INAPPLICABLE']))
})

test('a meter that is not there is inconclusive, not faulty', async () => {
  const results = await resultsOf({
    ...faultyMeter({}),
    openChannel: (aca, onFrame) =>
      openChannel({ medium: 'tcp', host: '127.0.0.1', port: 1, aca }, { timeoutMs: 20_000, onFrame }),
  })
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['INCONCLUSIVE']))
})
