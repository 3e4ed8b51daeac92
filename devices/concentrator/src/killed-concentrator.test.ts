import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DownMessage, JobReport, Result, UpMessage } from '@ferraris/uplink'
import { afterEach, expect, test } from 'vitest'
import { randomFrom } from './testing/random.fixture.ts'
import { testAca } from './testing/table-meter.fixture.ts'

const folders: string[] = []
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const meters = 4
const daysPlayed = 5

test('kill -9 at any moment loses no result, and a switch job has exactly one effect', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-killed-'))
  folders.push(folder)
  const random = randomFrom(42)
  const results = new Map<string, Result>()
  const reports = new Map<string, JobReport['state']>()
  const jobs: Extract<DownMessage, { kind: 'jobs' }>['jobs'] = Array.from({ length: meters }, (_, i) => ({
    id: `off-${i + 1}`,
    priority: 'high',
    expires: Date.UTC(2027, 0, 1),
    task: { kind: 'switch', aca: testAca(i + 1), connected: false },
  }))
  const everything = () =>
    [...results.values()].filter(({ kind }) => kind === 'profile-day').length >= meters * daysPlayed &&
    jobs.every(({ id }) => reports.get(id) === 'done')

  for (let life = 0; life < 60 && !everything(); life++) {
    const child = fork(
      join(import.meta.dirname, 'testing/killed-concentrator.fixture.ts'),
      [folder, String(life)],
      { silent: true },
    )
    children.push(child)
    let printed = ''
    for (const output of [child.stdout, child.stderr]) output?.on('data', text => (printed += text))
    // A message to one that has just died is lost, and nothing else.
    const tell = (message: DownMessage) => child.send(message, () => {})
    let messages = 0
    // The first lives are the shortest: much happens in them.
    const most = 1 + Math.floor(random() * (life < 12 ? 8 : 400))
    child.on('message', (message: UpMessage) => {
      if (!child.connected) return
      // What a head-end has not heard of it sends again.
      if (messages++ === 0) {
        const untold = jobs.filter(({ id }) => !['done'].includes(reports.get(id) ?? ''))
        if (untold.length > 0) tell({ kind: 'jobs', jobs: untold })
      }
      if (message.kind === 'results') {
        for (const result of message.results) {
          const known = results.get(result.key)
          if (known !== undefined) expect(result).toEqual(known)
          results.set(result.key, result)
        }
        tell({ kind: 'acknowledge', keys: message.results.map(({ key }) => key) })
      }
      if (message.kind === 'job-reports') for (const { id, state } of message.reports) reports.set(id, state)
      if (messages >= most || everything()) child.kill('SIGKILL')
    })
    const [code, signal] = await once(child, 'close')
    expect(signal, `life ${life} ended by itself, with code ${code}, and printed:\n${printed}`).toBe(
      'SIGKILL',
    )
  }

  expect(everything()).toBe(true)
  const days = [...results.values()].flatMap(result =>
    result.kind === 'profile-day' ? [`${result.aca} ${result.day}`] : [],
  )
  expect(new Set(days).size).toBe(days.length)
  for (let number = 1; number <= meters; number++) {
    const { switched } = JSON.parse(readFileSync(join(folder, `meter-${number}`), 'utf8'))
    expect(switched).toEqual(['openBreaker'])
  }
})
