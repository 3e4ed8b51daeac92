import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface Consent {
  readonly id: string
  readonly usagePoint: string
  readonly thirdParty: string
  readonly scopes: readonly string[]
  readonly from: string
  readonly expiresAt: string
  readonly state: string
}

/** `own-data consents`. */
export async function listConsents({ headEnd, json }: AskOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get('/consents', 'the consents')) as {
    readonly items: readonly Consent[]
  }
  show(json, list, () => (list.items.length === 0 ? 'no consents' : consentTable(list.items)))
}

interface AllowOptions extends AskOptions {
  readonly thirdParty: string
  readonly scope: readonly string[]
  readonly until: string
  readonly from?: string
}

/** `own-data allow`. */
export async function giveConsent(
  agreement: string,
  { headEnd, json, thirdParty, scope: scopes, until, from }: AllowOptions,
): Promise<void> {
  const request = { agreement, thirdParty, scopes, expiresAt: until, ...(from !== undefined && { from }) }
  const door = new HeadEndDoor(headEnd)
  const consent = (await door.post('/consents', request, `the consent for ${thirdParty}`)) as Consent
  show(json, consent, () => consentTable([consent]))
}

/** `own-data revoke`. */
export async function revokeConsent(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/consents/${encodeURIComponent(id)}/revoke`
  const consent = (await new HeadEndDoor(headEnd).post(path, undefined, `to revoke ${id}`)) as Consent
  show(json, consent, () => consentTable([consent]))
}

function consentTable(consents: readonly Consent[]): string {
  const heads = [
    { title: 'consent' },
    { title: 'usage point' },
    { title: 'third party' },
    { title: 'scopes' },
    { title: 'from' },
    { title: 'until' },
    { title: 'state' },
  ]
  return table(
    heads,
    consents.map(({ id, usagePoint, thirdParty, scopes, from, expiresAt, state }) => [
      id,
      usagePoint,
      thirdParty,
      scopes.join(' '),
      from,
      expiresAt.slice(0, 10),
      state,
    ]),
  )
}
