import { identify, type NounValue, named, type ReplyError } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import { protect, unprotect } from '../../../orders/brakes/protection/customers.ts'
import type { Tables } from '../../../tables.ts'
import { mostDevicesARequest } from '../../bounds.ts'
import { accepted, errorOf, failed, partly } from '../../inbox/answers.ts'
import { type Asked, type Handled, Refusal } from '../../inbox/handling.ts'
import type { MappingParts } from '../parts.ts'

type UsagePoint = NonNullable<NounValue<'UsagePointConfig'>['UsagePoint']>[number]

/*
 * The head-end knows a usage point by its name: the meters that stand there (MeterConfig says so), and whether its customer is protected.
 * What else a message says of one belongs to other systems, and the answer names it, so that none takes it for kept.
 */

const protectedPriority = 'protected'
const normalPriority = 'normal'
const longestName = 64

function pointsIn({ message }: Asked): readonly (UsagePoint & { readonly name: string })[] {
  const points = message.Payload?.UsagePointConfig?.UsagePoint ?? []
  if (points.length === 0)
    throw new Refusal('payload-missing', 'there is no UsagePoint', { path: 'Payload.UsagePointConfig' })
  if (points.length > mostDevicesARequest)
    throw new Refusal('too-many', `${points.length} usage points; at most ${mostDevicesARequest}`)
  return points.map(point => ({ ...point, name: nameOf(point) }))
}

function nameOf(point: UsagePoint): string {
  const name = identify(point)
  if (name !== undefined && name !== '' && name.length <= longestName) return name
  throw new Refusal('value-missing', `a usage point needs a name of at most ${longestName} characters`, {
    path: 'UsagePoint.Names',
  })
}

/** Takes what the head-end keeps of usage points: whether their customers are protected. All of a message, or none. */
export async function changeUsagePoints(parts: MappingParts, asked: Asked): Promise<Handled> {
  const told: ReplyError[] = []
  for (const point of pointsIn(asked)) {
    await setPriority(parts, point, asked.sender)
    told.push(...notDone(point), ...notKept(point))
  }
  const isWhole = told.every(({ level }) => level === 'INFORM')
  const reply = isWhole ? { ...accepted, Error: [...(accepted.Error ?? []), ...told] } : partly(told)
  return { reply }
}

async function setPriority(
  { db, now }: MappingParts,
  { name, servicePriority: priority, serviceDeliveryRemark: remark }: UsagePoint & { readonly name: string },
  by: string,
): Promise<void> {
  if (priority === undefined) return
  if (priority !== protectedPriority && priority !== normalPriority)
    throw new Refusal('value-unusable', `must be ${protectedPriority} or ${normalPriority}`, {
      path: 'UsagePoint.servicePriority',
      about: { name, objectType: 'UsagePoint' },
    })
  const known = await protectionsOf(db, [name])
  if (priority === normalPriority) for (const { id } of known) await unprotect(db, id)
  else if (known.length === 0)
    await protect(db, { usagePoint: name, reason: remark?.slice(0, 500) || 'as the partner says' }, by, now())
}

/** What asks for something that is ordered otherwise: it is refused, and the rest stands. */
function notDone({
  name,
  ratedPower,
  connectionState,
}: UsagePoint & { readonly name: string }): ReplyError[] {
  const ordered = {
    ratedPower: ratedPower === undefined ? undefined : 'EndDeviceAction/command contract',
    connectionState: connectionState === undefined ? undefined : 'the codes of connect and disconnect',
  }
  return Object.entries(ordered).flatMap(([member, by]) => {
    if (by === undefined) return []
    const about = { name, objectType: 'UsagePoint' }
    const detail = `is set at the meter by EndDeviceControls with ${by}`
    return [errorOf(new Refusal('value-unusable', detail, { path: `UsagePoint.${member}`, about }))]
  })
}

const kept = new Set(['name', 'mRID', 'Names', 'servicePriority', 'serviceDeliveryRemark'])
const refused = new Set(['ratedPower', 'connectionState'])

function notKept(point: UsagePoint & { readonly name: string }): ReplyError[] {
  const members = Object.keys(point).filter(member => !kept.has(member) && !refused.has(member))
  if (members.length === 0) return []
  const details = `not kept here: ${members.join(', ')}`
  const ID = { value: point.name, kind: 'name', objectType: 'UsagePoint' }
  return [{ code: 'not-kept', level: 'INFORM', details, ID }]
}

/** Ends what is known of usage points at which no meter stands any more. */
export async function closeUsagePoints({ db }: MappingParts, asked: Asked): Promise<Handled> {
  const points = pointsIn(asked)
  const meters = await metersAt(
    db,
    points.map(({ name }) => name),
  )
  const errors: ReplyError[] = []
  for (const { name } of points) {
    const [serial] = meters.get(name) ?? []
    if (serial === undefined) for (const { id } of await protectionsOf(db, [name])) await unprotect(db, id)
    else {
      const about = { name, objectType: 'UsagePoint' }
      const detail = `meter ${serial} stands there; remove it or move it first`
      errors.push(errorOf(new Refusal('value-unusable', detail, { about })))
    }
  }
  if (errors.length === 0) return { reply: accepted }
  return { reply: errors.length === points.length ? failed(...errors) : partly(errors) }
}

/** What is known of usage points. */
export async function showUsagePoints({ db }: MappingParts, asked: Asked): Promise<Handled> {
  const wanted = asked.message.Request?.GetUsagePointConfig?.UsagePoint ?? []
  if (wanted.length === 0)
    throw new Refusal('value-missing', 'the request names no usage point', {
      path: 'Request.GetUsagePointConfig.UsagePoint',
    })
  if (wanted.length > mostDevicesARequest)
    throw new Refusal('too-many', `${wanted.length} usage points; at most ${mostDevicesARequest}`)
  const names = wanted.map(point => identify(point) ?? '')
  const meters = await metersAt(db, names)
  const isProtected = new Set((await protectionsOf(db, names)).map(({ usage_point: point }) => point))
  const known = names.filter(name => meters.has(name) || isProtected.has(name))
  const errors = names
    .filter(name => !known.includes(name))
    .map(name =>
      errorOf(
        new Refusal('unknown-device', `${name} is no usage point here`, {
          about: { name, objectType: 'UsagePoint' },
        }),
      ),
    )
  if (known.length === 0) return { reply: failed(...errors) }
  const UsagePoint = known.map(name => ({
    ...named(name),
    amiBillingReady: meters.has(name) ? ('amiCapable' as const) : ('nonAmi' as const),
    servicePriority: isProtected.has(name) ? protectedPriority : normalPriority,
  }))
  return {
    reply: errors.length === 0 ? accepted : partly(errors),
    payload: { UsagePointConfig: { UsagePoint } },
  }
}

async function metersAt(
  db: Kysely<Tables>,
  names: readonly string[],
): Promise<ReadonlyMap<string | null, readonly string[]>> {
  const rows = await db
    .selectFrom('end_device')
    .select(['serial', 'usage_point'])
    .where('usage_point', 'in', [...names])
    .orderBy('serial')
    .execute()
  const groups = Map.groupBy(rows, row => row.usage_point)
  return new Map([...groups].map(([point, its]) => [point, its.map(({ serial }) => serial)]))
}

function protectionsOf(db: Kysely<Tables>, names: readonly string[]) {
  return db
    .selectFrom('protected_customer')
    .select(['id', 'usage_point'])
    .where('usage_point', 'in', [...names])
    .execute()
}
