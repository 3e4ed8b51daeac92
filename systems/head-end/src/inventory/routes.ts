import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Page } from '../database/page.ts'
import { Problem } from '../server/errors.ts'
import { deviceParams, nothing, type PageRequest, page, ref } from '../server/resource.ts'
import {
  type EndDevice,
  type EndDeviceDetail,
  type Enrolment,
  endDevice,
  endDeviceDetail,
  endDeviceQuery,
  enrolled,
  enrolmentBody,
  type UsagePoint,
  usagePoint,
  usagePointQuery,
} from './schemas.ts'

/** What the routes need of the inventory. */
export interface Inventory {
  list(filter: PageRequest & { search?: string; state?: EndDevice['state'] }): Promise<Page<EndDevice>>
  find(serial: string): Promise<EndDeviceDetail | null>
  enrol(enrolments: readonly Enrolment[]): Promise<void>
  remove(serial: string): Promise<boolean>
  usagePoints(request: PageRequest): Promise<Page<UsagePoint>>
}

export const inventoryRoutes =
  (inventory: Inventory): FastifyPluginAsyncTypebox =>
  async app => {
    const tags = ['inventory']

    app.get('/end-devices', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Meters', querystring: endDeviceQuery, response: { 200: page(endDevice) } },
      handler: request => inventory.list(request.query),
    })

    app.get('/end-devices/:serial', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'A meter', params: deviceParams, response: { 200: ref(endDeviceDetail) } },
      handler: async request => {
        const { serial } = request.params
        return (await inventory.find(serial)) ?? unknownDevice(serial)
      },
    })

    app.post('/end-devices', {
      config: { access: 'administrator' },
      // A thousand enrolments with two keys each are about 400 KiB.
      bodyLimit: 2 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Enrol meters',
        description: 'One meter or up to 1000: all of them or none.',
        body: enrolmentBody,
        response: { 201: enrolled },
      },
      handler: async (request, reply) => {
        const enrolments = [request.body].flat()
        await inventory.enrol(enrolments)
        return reply.code(201).send({ enrolled: enrolments.map(({ serial }) => serial) })
      },
    })

    app.delete('/end-devices/:serial', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Remove a meter',
        params: deviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { serial } = request.params
        if (!(await inventory.remove(serial))) unknownDevice(serial)
        return reply.code(204).send(null)
      },
    })

    app.get('/usage-points', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Usage points',
        querystring: usagePointQuery,
        response: { 200: page(usagePoint) },
      },
      handler: request => inventory.usagePoints(request.query),
    })
  }

export function unknownDevice(serial: string): never {
  throw new Problem('not-found', `there is no end device ${serial}`)
}
