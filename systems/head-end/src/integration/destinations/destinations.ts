import { isNoun } from '@ferraris/cim'
import { Problem } from '@ferraris/service'
import { linkUrl, MessageLinkError, type Reach } from '@ferraris/transport'
import { type Kysely, sql } from 'kysely'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import type { Tables } from '../../tables.ts'
import { mostDestinations } from '../bounds.ts'
import { IntegrationProblem } from '../integration-problem.ts'
import { destinationByName } from './queries.ts'
import type { Destination, DestinationSettings } from './schemas.ts'
import { openSecrets, sealSecrets, withSecretsOf } from './secrets.ts'

export interface DestinationParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly integration: {
    readonly ring: KeyRing
    readonly reach?: Reach | undefined
    /** Looks at the destinations anew, as soon as what was changed is committed. */
    wake(): Promise<void>
  }
}

/** A destination. Throws Problem. */
export async function knownDestination(
  { db }: Pick<DestinationParts, 'db'>,
  name: string,
): Promise<Destination> {
  const known = await destinationByName(db, name)
  if (known === undefined) throw new Problem('not-found', `there is no destination ${name}`)
  return known
}

/** Adds a destination. Throws Problem. */
export async function addDestination(
  parts: DestinationParts,
  name: string,
  settings: DestinationSettings,
): Promise<Destination> {
  const { db, now, integration } = parts
  await checkReach(integration.reach, settings)
  const { count } = await db
    .selectFrom('integration_destination')
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  if (count >= mostDestinations)
    throw new IntegrationProblem('destination-unusable', `there are ${count} already`)
  const added = await db
    .insertInto('integration_destination')
    .values({
      name,
      ...columnsOf(integration.ring, settings, {}),
      created_at: new Date(now()),
      changed_at: new Date(now()),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('name')
    .executeTakeFirst()
  if (added === undefined) throw new Problem('already-exists', `there is a destination ${name}`)
  await integration.wake()
  return await knownDestination(parts, name)
}

/** Changes a destination; it is tried again at once. Throws Problem. */
export async function changeDestination(
  parts: DestinationParts,
  name: string,
  settings: DestinationSettings,
): Promise<Destination> {
  const { db, now, integration } = parts
  await checkReach(integration.reach, settings)
  const before = await db
    .selectFrom('integration_destination')
    .select('sealed')
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined) throw new Problem('not-found', `there is no destination ${name}`)
  const columns = columnsOf(integration.ring, settings, openSecrets(integration.ring, before.sealed))
  const asNew = { away_since: null, away_detail: null, failures: 0, next_attempt_at: null }
  await db
    .updateTable('integration_destination')
    .set({ ...columns, ...asNew, changed_at: new Date(now()) })
    .where('name', '=', name)
    .execute()
  await integration.wake()
  return await knownDestination(parts, name)
}

/** Removes a destination; messages that wait for it are discarded, with `force` alone. Throws Problem. */
export async function removeDestination(
  parts: DestinationParts,
  name: string,
  force: boolean,
): Promise<void> {
  const { db, now, integration } = parts
  const { waiting } = await knownDestination(parts, name)
  if (waiting > 0 && !force) throw new Problem('in-use', `${waiting} messages wait for ${name}`)
  await db
    .updateTable('integration_message')
    .set({ state: 'discarded', detail: 'its destination was removed', ended_at: new Date(now()) })
    .where('destination', '=', name)
    .where('state', '=', 'waiting')
    .execute()
  await db.deleteFrom('integration_destination').where('name', '=', name).execute()
  await integration.wake()
}

function columnsOf(ring: KeyRing, settings: DestinationSettings, before: ReturnType<typeof openSecrets>) {
  check(settings)
  const { kind, url, address = null, requests = null, form, nouns, role, enabled } = settings
  const { username = null, wsSecurity } = settings
  const secrets = withSecretsOf(settings, before)
  return {
    kind,
    url,
    address,
    requests,
    form,
    nouns: [...nouns],
    role,
    enabled,
    username,
    ws_security: wsSecurity,
    sealed: sealSecrets(ring, secrets),
    has_password: secrets.password !== undefined || secrets.token !== undefined,
    has_certificate: secrets.certificate !== undefined,
  }
}

/** A place in an inner network is refused at once, not only when the first message is to go there. */
async function checkReach(reach: Reach | undefined, { kind, url }: DestinationSettings): Promise<void> {
  try {
    await reach?.addressOf(linkUrl(kind, url).host)
  } catch (error) {
    if (!(error instanceof MessageLinkError)) throw error
    // A name that leads nowhere today may lead somewhere tomorrow.
    if (error.code === 'away') return
    throw unusable('url', error.code === 'inner-network' ? `${error.detail}; ${error.remedy}` : error.detail)
  }
}

function check(settings: DestinationSettings): void {
  const { kind, url, address, requests, nouns, certificate, key, form, signingKey } = settings
  try {
    linkUrl(kind, url)
  } catch (error) {
    if (error instanceof MessageLinkError) throw unusable('url', error.detail)
    throw error
  }
  const isBroker = kind !== 'http' && kind !== 'soap'
  if (isBroker && address === undefined) throw unusable('address', `is required for ${kind}`)
  if (!isBroker && address !== undefined) throw unusable('address', `is part of the URL for ${kind}`)
  if (!isBroker && requests !== undefined) throw unusable('requests', `come to us by POST for ${kind}`)
  if (kind === 'smtp' && requests !== undefined) throw unusable('requests', 'do not come by mail')
  if (kind === 'smtp' && !/^[^\s@]+@[^\s@]+$/.test(address ?? ''))
    throw unusable('address', 'is the mail address that messages come from')
  if ((kind === 'smtp' || form === 'json') && nouns.length > 0)
    throw unusable(
      'nouns',
      'are of messages of IEC 61968-100; by mail and as JSON go notifications of alarms',
    )
  if (settings.wsSecurity && kind !== 'soap') throw unusable('wsSecurity', 'is for kind soap')
  if (signingKey !== undefined && kind !== 'http') throw unusable('signingKey', 'is for kind http')
  if ((certificate === undefined) !== (key === undefined)) throw unusable('key', 'goes with its certificate')
  const unknown = nouns.find(noun => !isNoun(noun))
  if (unknown !== undefined) throw unusable('nouns', `${unknown} is no noun of IEC 61968-9 that we know`)
}

function unusable(path: string, detail: string): IntegrationProblem {
  return new IntegrationProblem('destination-unusable', detail, { path })
}
