import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { invalidParameter, nothing, page, ref } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { type Enrol, EnrolmentError } from './enrol.ts'
import { deviceParams } from './identifiers.ts'
import { endDeviceBySerial, listEndDevices, listUsagePoints, removeEndDevice } from './queries.ts'
import {
  endDevice,
  endDeviceDetail,
  endDeviceQuery,
  enrolled,
  enrolmentBody,
  usagePoint,
  usagePointQuery,
} from './schemas.ts'
import { unknownDevice } from './unknown-device.ts'

export interface InventoryParts extends QueryContext<Tables> {
  readonly enrol: Enrol
}

export function inventoryRoutes({ db, now, enrol }: InventoryParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['inventory']

    app.get('/end-devices', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Meters', querystring: endDeviceQuery, response: { 200: page(endDevice) } },
      handler: request => listEndDevices(db, { ...request.query, now: now() }),
    })

    app.get('/end-devices/:serial', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'A meter', params: deviceParams, response: { 200: ref(endDeviceDetail) } },
      handler: async request => {
        const { serial } = request.params
        return (await endDeviceBySerial(db, serial, now())) ?? unknownDevice(serial)
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
        response: { 201: ref(enrolled) },
      },
      handler: async (request, reply) => {
        const outcome = await enrol([request.body].flat()).catch(error => {
          if (!(error instanceof EnrolmentError)) throw error
          const place = Array.isArray(request.body) ? `[${error.index}].` : ''
          throw invalidParameter(`${place}${error.field}`, error.message)
        })
        return reply.code(201).send(outcome)
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
        if (!(await removeEndDevice(db, serial))) unknownDevice(serial)
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
      handler: request => listUsagePoints(db, request.query),
    })
  }
}
