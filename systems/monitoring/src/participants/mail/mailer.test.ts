import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPlatform, type Platform, prepareCampaign } from '../../testing/platform.fixture.ts'
import type { Notice } from '../schemas.ts'
import { mostAttempts } from './mailer.ts'

let platform: Platform
let server: SMTPServer
const mails: { to: string; text: string }[] = []
/** What the mail server answers to a recipient, until a test says otherwise: it takes all. */
let answers: Record<string, number> = {}
/** Whether the mail server is there; else it closes each connection before its greeting. */
let isThere = true

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const responseCode = answers[address]
      done(responseCode === undefined ? null : Object.assign(new Error('not now'), { responseCode }))
    },
    onData(stream, session, done) {
      let text = ''
      stream.on('data', (part: Buffer) => (text += part))
      stream.on('end', () => {
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, text })
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.server.prependListener('connection', socket => {
    if (!isThere) socket.destroy()
  })
  const { port } = server.server.address() as AddressInfo
  platform = await openPlatform(undefined, {
    url: `smtp://127.0.0.1:${port}`,
    from: 'campaign@ferraris.example',
  })
  await prepareCampaign(platform)
})
afterAll(async () => {
  await platform.close()
  await new Promise<void>(resolve => server.close(() => resolve()))
})
beforeEach(async () => {
  await platform.parts.db.deleteFrom('notice').execute()
  mails.length = 0
  answers = {}
  isThere = true
})

const acme = 'chain2@acme.example'

async function tellOf(participant: string, ...dates: string[]): Promise<void> {
  for (const date of dates)
    await platform.ask('operator', 'PUT', `/participants/${participant}/contract`, { state: 'signed', date })
}
async function notices(as: 'operator' | 'member:acme' = 'operator'): Promise<Notice[]> {
  const { body } = await platform.ask<{ items: Notice[] }>(as, 'GET', '/notices')
  return body.items
}
/** A round of the mailer, after some time. */
async function send(minutes = 0): Promise<void> {
  platform.clock.now += minutes * 60_000
  await platform.parts.mailer?.send()
}
function dates() {
  return mails.map(({ text }) => /^date: (.*?)\r?$/m.exec(text)?.[1])
}

test('uc K-25 a notice goes to the contact of its participant by mail, once', async () => {
  await tellOf('acme', '2018-02-01')
  await send()
  await send(60)
  expect(mails).toEqual([
    { to: acme, text: expect.stringContaining('Subject: [Chain 2] what became of the contract') },
  ])
  expect(mails[0]?.text).toContain('From: campaign@ferraris.example')
  expect(await notices()).toMatchObject([{ mailedAt: expect.any(String), mailFailure: null }])
})

test('while the mail server is away notices wait, and none is lost or doubled', async () => {
  isThere = false
  await tellOf('acme', '2018-02-01', '2018-02-02')
  for (let round = 0; round <= mostAttempts; round++) await send(10)
  expect(await notices()).toMatchObject([
    { mailedAt: null, mailGivenUpAt: null },
    { mailedAt: null, mailGivenUpAt: null },
  ])
  expect((await notices()).some(({ mailFailure }) => mailFailure !== null)).toBe(true)
  // What the mail server says is not for participants.
  expect((await notices('member:acme')).map(({ mailFailure }) => mailFailure)).toEqual([null, null])
  expect(await platform.parts.mailer?.waiting()).toBe(2)
  isThere = true
  await send(10)
  await send(10)
  expect(dates().sort()).toEqual(['2018-02-01', '2018-02-02'])
  expect(await platform.parts.mailer?.waiting()).toBe(0)
})

test('a notice that cannot be sent or written holds up no other, and is given up after some attempts', async () => {
  const beta = { id: 'beta', name: 'Beta', kind: 'maker', contact: 'c@beta.example' }
  const gamma = { id: 'gamma', name: 'Gamma', kind: 'maker', contact: 'c@gamma.example' }
  for (const added of [beta, gamma]) await platform.ask('operator', 'POST', '/participants', added)
  answers = { [beta.contact]: 450, [gamma.contact]: 550 }
  await sql`insert into notice (participant, at, subject, told)
    values ('acme', ${new Date(platform.clock.now)}, 'contract', 'null')`.execute(platform.parts.db)
  await tellOf('beta', '2018-02-01')
  await tellOf('gamma', '2018-02-01')
  await tellOf('acme', '2018-02-03')
  await send()
  expect(dates()).toEqual(['2018-02-03'])
  const attempts = async () => {
    const rows = await platform.parts.db
      .selectFrom('notice')
      .select(['attempts', 'given_up_at'])
      .orderBy('id')
      .execute()
    return rows.map(row => [row.attempts, row.given_up_at !== null])
  }
  // A mail server that refuses for good is not asked again.
  expect(await attempts()).toEqual([
    [1, false],
    [1, false],
    [1, true],
    [1, false],
  ])
  for (let round = 0; round < 2 * mostAttempts; round++) await send(120)
  expect(await attempts()).toEqual([
    [mostAttempts, true],
    [mostAttempts, true],
    [1, true],
    [1, false],
  ])
  expect((await notices())[2]?.mailFailure).toContain('not now')
  expect(mails).toHaveLength(1)
})

test('what is older than a week is not mailed any more', async () => {
  await tellOf('acme', '2018-02-01')
  await send(8 * 24 * 60)
  expect(mails).toEqual([])
})
