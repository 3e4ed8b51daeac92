import type { Feature } from '@ferraris/service'
import { ref } from '@ferraris/service'
import type { Parts } from '../parts.ts'
import { actsFor, reachOf } from '../reach.ts'
import { admitDevices } from './admit.ts'
import { changeDevice } from './change.ts'
import { daysOf, listDevices, showDevice } from './queries.ts'
import {
  device,
  deviceChange,
  deviceDays,
  deviceList,
  devicePage,
  deviceParams,
  deviceQuery,
  deviceResources,
  listedDevices,
  newDevice,
} from './schemas.ts'

/** Devices at customers, and the points of delivery that they hear. */
export const devicesFeature: Feature<Parts> = {
  name: 'devices',
  migrations: new URL('./migrations/', import.meta.url),
  resources: deviceResources,
  audited: {
    'POST /devices': { action: 'device.admitted', recorded: ['id', 'participant', 'maker', 'model'] },
    'POST /device-lists': { action: 'devices.admitted' },
    'PATCH /devices/:id': { action: 'device.changed', recorded: ['hardware', 'firmware', 'ends'] },
  },
  routes: ({ db, now }) => {
    const tags = ['devices']
    return async app => {
      app.get('/devices', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Devices with their success',
          description: 'A member sees those of its participant; an evaluator all of them under pseudonyms.',
          querystring: deviceQuery,
          response: { 200: devicePage },
        },
        handler: async request => listDevices(db, await reachOf(db, request), request.query),
      })

      app.post('/devices', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Take a device into the campaign',
          description: 'By a member of its participant, or an operator.',
          body: ref(newDevice),
          response: { 201: ref(device) },
        },
        handler: async (request, reply) => {
          await actsFor(db, request, request.body.participant)
          await admitDevices({ db, now }, [request.body])
          return reply.code(201).send(await showDevice(db, { sees: 'all' }, request.body.id))
        },
      })

      app.post('/device-lists', {
        config: { access: 'signed-in' },
        bodyLimit: 1024 * 1024,
        schema: {
          tags,
          summary: 'Take a list of devices into the campaign',
          description: 'All of them, or none: what is in the way names the device.',
          body: ref(deviceList),
          response: { 201: ref(listedDevices) },
        },
        handler: async (request, reply) => {
          const { items } = request.body
          for (const participant of new Set(items.map(item => item.participant)))
            await actsFor(db, request, participant)
          await admitDevices({ db, now }, items)
          return reply.code(201).send({ admitted: items.length })
        },
      })

      app.get('/devices/:id', {
        config: { access: 'signed-in' },
        schema: { tags, summary: 'A device', params: deviceParams, response: { 200: ref(device) } },
        handler: async request => showDevice(db, await reachOf(db, request), request.params.id),
      })

      app.patch('/devices/:id', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Change a device',
          description:
            'By a member of its participant, or an operator. A new version needs a test that was passed.',
          params: deviceParams,
          body: ref(deviceChange),
          response: { 200: ref(device) },
        },
        handler: async request => {
          const { id } = request.params
          const { participant } = await showDevice(db, await reachOf(db, request), id)
          await actsFor(db, request, participant ?? '')
          await changeDevice({ db, now }, id, request.body)
          return showDevice(db, { sees: 'all' }, id)
        },
      })

      app.get('/devices/:id/days', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Its days, sent beside received',
          params: deviceParams,
          response: { 200: deviceDays },
        },
        handler: async request => ({
          items: await daysOf(db, await reachOf(db, request), request.params.id),
        }),
      })
    }
  },
}
