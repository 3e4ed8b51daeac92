import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listProblems } from './problems.ts'

test('the problems of a head-end are listed with what to do about them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-problems-'))
  const token = 'a-viewer-of-tests'
  const headEnd = await startTestHeadEnd({
    data: folder,
    apiToken: token,
  })
  vi.stubEnv('FERRARIS_API_TOKEN', token)
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  onTestFinished(async () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    await headEnd.close()
    rmSync(folder, { recursive: true })
  })

  await listProblems({ headEnd: headEnd.url })
  expect(printed).toContain('nothing needs a person')

  // A port where nothing listens: the meter is silent at the first session.
  await headEnd.enrol([
    { serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9?client=16&server=1&auth=none', keys: [] },
  ])
  await vi.waitFor(
    async () => {
      await listProblems({ headEnd: headEnd.url, json: true })
      expect(JSON.parse(printed)).toMatchObject({
        problemsTotal: 1,
        problems: [{ kind: 'meters-silent', count: 1, action: expect.stringContaining('a cable') }],
      })
    },
    { timeout: 30_000, interval: 200 },
  )
  await listProblems({ headEnd: headEnd.url })
  expect(printed).toMatch(/meters-silent .*1 +Look at what they share/)
})
