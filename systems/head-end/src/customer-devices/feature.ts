import { msPerMinute } from '@ferraris/metering'
import type { AuditLog, Feature } from '@ferraris/service'
import { Gauge } from 'prom-client'
import { correspondenceResources } from './correspondence-schemas.ts'
import { readDueCounters } from './count-due.ts'
import { revokeMovedOut } from './moved-out.ts'
import { type CustomerDeviceParts, customerDeviceRoutes } from './routes.ts'
import { customerDeviceResources, type NewCustomerDevice } from './schemas.ts'
import { tellWaiting } from './tell-meters.ts'

interface FeatureParts extends CustomerDeviceParts {
  readonly timeZone: string
  readonly audit: AuditLog
}

/** Customers' devices, and the meters that send to them (Chain 2). */
export const customerDevices: Feature<FeatureParts> = {
  name: 'customer-devices',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...customerDeviceResources, ...correspondenceResources],
  routes: customerDeviceRoutes,
  audited: {
    'POST /customer-devices': {
      action: 'customer-device.added',
      detail: ({ initialKey: _, ...device }: NewCustomerDevice) => device,
    },
    'PUT /end-devices/:serial/customer-device': { action: 'customer-device.associated' },
    'PATCH /end-devices/:serial/customer-device': { action: 'customer-device.changed' },
    'DELETE /end-devices/:serial/customer-device': { action: 'customer-device.revoked' },
    'POST /customer-devices/:id/messages': { action: 'customer.told' },
    'POST /customer-devices/:id/prices': { action: 'customer.prices-told' },
    'POST /end-devices/:serial/sent-counters': { action: 'sent-counters.read' },
  },
  metrics: (registry, { db }) => {
    new Gauge({
      name: 'ferraris_customer_associations_waiting',
      help: 'Meters that do not yet have what is wanted of them towards a device of the customer.',
      registers: [registry],
      async collect() {
        const row = await db
          .selectFrom('customer_association')
          .select(of => of.fn.countAll<number>().as('count'))
          .whereRef('applied', '<', 'version')
          .executeTakeFirst()
          .catch(() => undefined)
        if (row !== undefined) this.set(Number(row.count))
      },
    })
  },
  start: parts => {
    parts.customerMail.start()
    let telling: Promise<void> = Promise.resolve()
    let isTelling = false
    const timer = setInterval(() => {
      parts.customerMail.look()
      if (isTelling) return
      isTelling = true
      // The store may be away: the next look comes in a minute.
      telling = revokeMovedOut(parts)
        .then(() => tellWaiting(parts))
        .then(() => readDueCounters(parts))
        .catch(() => {})
        .finally(() => {
          isTelling = false
        })
    }, msPerMinute)
    return async () => {
      clearInterval(timer)
      await telling
      await parts.customerMail.stop()
    }
  },
}
