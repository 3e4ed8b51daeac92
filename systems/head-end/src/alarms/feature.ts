import { msPerHour } from '@ferraris/metering'
import type { Feature } from '@ferraris/service'
import type { ControlParts } from '../orders/record/order.ts'
import type { DeskParts } from './desk/actions.ts'
import { deskRoutes } from './desk/routes.ts'
import { deskResources } from './desk/schemas.ts'
import { incidentRoutes } from './incidents/routes.ts'
import { incidentResources } from './incidents/schemas.ts'
import { watchAlarms } from './metrics.ts'
import { placeRoutes } from './places/routes.ts'
import { placeResources } from './places/schemas.ts'
import { reliabilityRoutes } from './reliability/routes.ts'
import { reliabilityResources } from './reliability/schemas.ts'
import { ruleRoutes } from './rules/routes.ts'
import { ruleResources } from './rules/schemas.ts'
import { subscriptionRoutes } from './subscriptions/routes.ts'
import { subscriptionResources } from './subscriptions/schemas.ts'
import { clearDescriptors } from './sweep/clear-descriptors.ts'
import { forgetAlarms } from './sweep/forget.ts'
import { keepSweeping } from './sweep/loop.ts'
import { type SweepParts, sweep } from './sweep/sweep.ts'

const subscribed = [
  'name',
  'person',
  'role',
  'destination',
  'addresses',
  'severity',
  'kinds',
  'substation',
  'enabled',
]
const acted = { recorded: ['action', 'ids', 'to', 'comment'] }

/** What a person must act on: alarms by rules, incidents of alarms, outages, and subscriptions to them. */
export const alarms: Feature<DeskParts & SweepParts & ControlParts> = {
  name: 'alarms',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [
    ...deskResources,
    ...incidentResources,
    ...ruleResources,
    ...placeResources,
    ...reliabilityResources,
    ...subscriptionResources,
  ],
  routes: parts => async app => {
    await app.register(deskRoutes(parts))
    await app.register(incidentRoutes(parts))
    await app.register(ruleRoutes(parts))
    await app.register(placeRoutes(parts))
    await app.register(reliabilityRoutes(parts))
    await app.register(subscriptionRoutes(parts))
  },
  audited: {
    'POST /alarms/actions': { action: 'alarms.acted-on', ...acted },
    'POST /incidents/actions': { action: 'incidents.acted-on', ...acted },
    'PUT /alarm-rules/:kind': {
      action: 'alarm-rule.changed',
      recorded: ['severity', 'raises', 'closesItself'],
    },
    'DELETE /alarm-rules/:kind': { action: 'alarm-rule.reset' },
    'POST /alarm-silences': {
      action: 'alarm-silence.added',
      recorded: ['kind', 'endDevice', 'concentrator', 'begins', 'ends', 'reason'],
    },
    'DELETE /alarm-silences/:id': { action: 'alarm-silence.removed' },
    'POST /alarm-subscriptions': { action: 'alarm-subscription.added', recorded: subscribed },
    'PUT /alarm-subscriptions/:id': { action: 'alarm-subscription.changed', recorded: subscribed },
    'DELETE /alarm-subscriptions/:id': { action: 'alarm-subscription.removed' },
    'PUT /supply-points': { action: 'supply-points.taken' },
  },
  metrics: watchAlarms,
  start: parts => {
    let forgotAt = 0
    const round = async () => {
      await sweep(parts)
      await clearDescriptors(parts)
      if (Math.abs(parts.now() - forgotAt) < msPerHour) return
      forgotAt = parts.now()
      await forgetAlarms(parts.db, forgotAt)
    }
    return keepSweeping(
      round,
      seconds => parts.alarmObserver?.round?.(seconds),
      error => parts.alarmObserver?.trouble?.(error),
    )
  },
}
