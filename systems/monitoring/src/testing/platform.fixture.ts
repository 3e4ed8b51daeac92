import { createLog, type Role, roles } from '@ferraris/service'
import { openTestService, type TestService } from '@ferraris/service/testing'
import { Registry } from 'prom-client'
import { features } from '../features.ts'
import { type MailServer, makeParts, openMailLink } from '../monitoring.ts'
import { mailObserver } from '../participants/mail/metrics.ts'
import type { Parts } from '../parts.ts'
import type { HeadEndAccess } from '../sent/sent-counters.ts'
import { uploadObserver } from '../uploads/metrics.ts'
import { Uploads } from '../uploads/uploads.ts'

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

/** The platform over a real, empty store. Its clock stands at noon of 2018-02-10 in Rome until a test moves it. */
export interface Platform extends TestService<Parts> {
  /** Asks as a role, or as a member of a participant: `member:acme`. */
  ask<T = Record<string, unknown>>(
    as: Role | `member:${string}`,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Answer<T>>
  /** Text of the token of a participant's member. */
  tokenOf(participant: string): string
  close(): Promise<void>
}

const log = createLog({ level: 'silent' })

export async function openPlatform(headEnd?: HeadEndAccess, server?: MailServer): Promise<Platform> {
  const service = await openTestService<Parts>(features, async kit => {
    const uploads = new Uploads(kit.pool, kit.now, uploadObserver(new Registry()))
    const mail = server && { link: openMailLink(server), onOutcome: mailObserver(new Registry()) }
    const parts = makeParts(kit, uploads, { headEnd, mail, log })
    return {
      parts,
      async close() {
        await parts.mailer?.close()
        await uploads.close()
      },
    }
  })
  service.clock.now = Date.parse('2018-02-10T11:00:00Z')
  const tokens = new Map<string, string>()
  for (const role of roles) {
    const token = await service.parts.people.tokens.issue(role, role)
    if (token !== null) tokens.set(role, token)
  }
  const tokenOf = (name: string) => tokens.get(name) ?? ''
  const platform: Platform = {
    ...service,
    tokenOf: participant => tokenOf(`member:${participant}`),
    async ask<T>(
      as: string,
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      path: string,
      body?: object,
    ) {
      const reply = await service.app.inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${await tokenAs(as)}` },
        ...(body && { payload: body }),
      })
      const isJson = reply.headers['content-type']?.includes('json')
      return { status: reply.statusCode, body: (isJson ? reply.json() : reply.body) as T }
    },
  }
  async function tokenAs(as: string): Promise<string> {
    const known = tokens.get(as)
    if (known !== undefined) return known
    const name = as.replace('member:', '')
    const token = await service.parts.people.tokens.issue(`${name}-uploads`, 'vendor')
    if (token === null) throw new Error(`no token for ${as}`)
    tokens.set(as, token)
    const added = await platform.ask('administrator', 'PUT', `/participants/${name}/members/${name}-uploads`)
    if (added.status !== 200) throw new Error(JSON.stringify(added.body))
    return token
  }
  return platform
}

export const campaign = {
  name: 'Chain 2 in the field',
  timeZone: 'Europe/Rome',
  starts: '2018-02-01',
  ends: '2018-06-30',
  target: 1000,
  leastDays: 60,
  leastMeters: 1000,
  mostVisits: 100,
  noticeDays: 14,
}

export const versions = { maker: 'Acme', model: 'Eye', hardware: '1', firmware: '1.0' }

/** A campaign in which `acme` has a signed contract, places, and a model that passed its test; provinces MO and PI are open, MI is not. */
export async function prepareCampaign({ ask, clock }: Platform, offered = 20): Promise<void> {
  const must = async (given: Promise<Answer<unknown>>) => {
    const { status, body } = await given
    if (status >= 300) throw new Error(JSON.stringify(body))
  }
  const day = clock.now
  clock.now = Date.parse('2018-01-10T11:00:00Z')
  await must(ask('administrator', 'PUT', '/campaign', campaign))
  await must(
    ask('operator', 'PUT', '/provinces', {
      items: [
        { code: 'MO', name: 'Modena', region: 'Emilia-Romagna', meters: 4000 },
        { code: 'PI', name: 'Pisa', region: 'Toscana', meters: 1000 },
        { code: 'MI', name: 'Milano', region: 'Lombardia', meters: 999 },
      ],
    }),
  )
  const acme = { id: 'acme', name: 'Acme', kind: 'maker', contact: 'chain2@acme.example' }
  await must(ask('operator', 'POST', '/participants', acme))
  await must(ask('operator', 'PUT', '/participants/acme/contract', { state: 'signed', date: '2018-01-08' }))
  const { maker, model } = versions
  await must(ask('member:acme', 'PUT', '/participants/acme/offers', { items: [{ maker, model, offered }] }))
  await must(ask('operator', 'POST', '/quota'))
  const test = { participant: 'acme', ...versions, from: '2018-01-24', to: '2018-01-26', place: 'Test field' }
  await must(ask('operator', 'POST', '/integration-tests', test))
  clock.now = Date.parse('2018-01-29T11:00:00Z')
  await must(ask('operator', 'POST', '/integration-tests/1/outcome', { outcome: 'passed' }))
  clock.now = day
}

/** A device of acme as it is handed in; its points are of MO, every third of PI. */
export function deviceOf(number: number) {
  const digits = String(number).padStart(4, '0')
  return {
    id: `DU${digits}`,
    participant: 'acme',
    ...versions,
    smitpAddress: `0000000a${digits}`,
    systemTitle: `4143450000${digits.padStart(6, '0')}`,
    survey: { dwelling: 'flat', residents: 3, appliances: ['induction-hob'] },
    points: [
      {
        meter: 'M1',
        pod: `IT001E0000${digits}`,
        endDevice: `FER0000${digits}`,
        province: number % 3 === 0 ? 'PI' : 'MO',
      },
    ],
  }
}

export async function admit({ ask }: Platform, ...numbers: number[]): Promise<void> {
  for (const number of numbers) {
    const { status, body } = await ask('member:acme', 'POST', '/devices', deviceOf(number))
    if (status !== 201) throw new Error(JSON.stringify(body))
  }
}

interface Told {
  readonly day: string
  readonly instPower: number
  readonly alerts: number
  readonly loadCurve: number
  readonly powerLoss?: boolean
  readonly byHour?: number[]
}

/** What a device publishes. */
export function messageOf(number: number, days: readonly Told[], firmware = '1.0') {
  const { id, smitpAddress, systemTitle, points } = deviceOf(number)
  return {
    schema: 'chain2-counters/1',
    duId: id,
    smitpAddr: smitpAddress.toUpperCase(),
    systemTitle,
    pod: points[0]?.pod,
    meter: 'M1',
    fw: firmware,
    days: days.map(told => ({ prodAvg: null, prodInst: null, powerLoss: false, ...told })),
  }
}

/** What the head-end tells of its meter. */
export function sentOf(number: number, days: readonly Told[]) {
  return days.map(told => ({
    endDevice: deviceOf(number).points[0]?.endDevice,
    prodAvg: null,
    prodInst: null,
    powerLoss: false,
    ...told,
  }))
}
